import assert from 'node:assert/strict';
import { PassThrough } from 'node:stream';
import { describe, it } from 'node:test';
import { Output } from '../../../src/cli/output.ts';

/** Streams as a process has them, to be read back. */
function streams(options: { isTTY?: boolean; env?: NodeJS.ProcessEnv; columns?: number } = {}) {
  const { isTTY = true, env = {}, columns = 80 } = options;
  const printed: string[] = [];
  const stream = (name: string): NodeJS.WriteStream => {
    const through = new PassThrough();
    through.on('data', (chunk: Buffer) => printed.push(`${name}: ${chunk.toString()}`));
    return Object.assign(through, { isTTY, columns }) as unknown as NodeJS.WriteStream;
  };
  return { printed, process: { stdout: stream('out'), stderr: stream('err'), env } };
}

describe('the output', () => {
  it('has colours on a terminal, unless they are not wanted', () => {
    const paints = (options: Parameters<typeof streams>[0], color = true): boolean => {
      const output = new Output(streams(options).process, { json: false, color });
      return output.people.style.good('x') !== 'x' && output.errors.style.bad('x') !== 'x';
    };
    assert.equal(paints({}), true);
    assert.equal(paints({}, false), false);
    assert.equal(paints({ isTTY: false }), false);
    assert.equal(paints({ env: { NO_COLOR: '1' } }), false);
    assert.equal(paints({ env: { NO_COLOR: '' } }), true);
    assert.equal(paints({ env: { TERM: 'dumb' } }), false);
  });

  it('takes a transient line away before anything else is said, on either stream', async () => {
    const { printed, process } = streams();
    const output = new Output(process, { json: false, color: false });
    output.people.transient('applying');
    output.people.line('applied');
    output.people.transient('applying');
    output.errors.line('failed');
    output.errors.line('hint');
    await new Promise(setImmediate);
    assert.deepEqual(
      printed.join('|').replaceAll('\n', '$'),
      [
        'out: applying|out: \r\x1B[K|out: applied$|out: applying|out: \r\x1B[K',
        'err: failed$|err: hint$',
      ].join('|'),
    );
  });

  it('says nothing transient where it is piped, and never more than a line', async () => {
    const piped = streams({ isTTY: false });
    new Output(piped.process, { json: false, color: true }).people.transient('applying');
    const narrow = streams({ columns: 6 });
    new Output(narrow.process, { json: false, color: true }).people.transient('applying');
    await new Promise(setImmediate);
    assert.deepEqual([piped.printed, narrow.printed], [[], ['out: apply']]);
  });

  it('keeps standard output for the document with --json', async () => {
    const { printed, process } = streams();
    const output = new Output(process, { json: true, color: false });
    output.people.line('applied');
    output.document({ command: 'create', error: null, created: [] });
    await new Promise(setImmediate);
    assert.deepEqual(printed.map((text) => text.split(':')[0]).sort(), ['err', 'out']);
    assert.ok(printed.includes('err: applied\n'));
  });
});
