import assert from 'node:assert/strict';
import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { after, describe, it } from 'node:test';
import { ThreadAnalyst } from '../../../src/checks/thread-analyst.ts';
import { StrataError } from '../../../src/core/errors.ts';
import { temporaryFolder } from '../../support/temporary-folder.ts';
import { request } from './support.ts';

function isError(code: string): (error: unknown) => boolean {
  return (error) => error instanceof StrataError && error.code === code;
}

/**
 * A thread that tells its number of requests; `die`, `throw` and `hang` do what they say, and `later`
 * answers when there is a file beside it.
 */
const strange = `
  const { existsSync } = require('node:fs');
  const { parentPort, threadId } = require('node:worker_threads');
  let count = 0;
  parentPort.on('message', ({ script: { sql } }) => {
    if (sql === 'die') process.exit(1);
    if (sql === 'throw') throw new Error('thrown');
    if (sql === 'hang') for (;;);
    count++;
    const answer = { problems: [], names: [], count, threadId };
    const tell = () => parentPort.postMessage(answer);
    const later = () => (existsSync(__filename + '.now') ? tell() : setTimeout(later, 1));
    if (sql === 'later') later();
    else tell();
  });
`;

interface Told {
  readonly count: number;
  readonly threadId: number;
}

describe('an analyst', () => {
  const analyst = new ThreadAnalyst();
  after(() => analyst.close());

  it('reads PostgreSQL’s SQL in a thread of its own: every error at its token', async () => {
    const { problems } = await analyst.analyse(
      request('SELECT 1;\nSELEC 2;\nCREATE TABLE a (b int;\n SELECT 3'),
    );
    assert.deepEqual(
      problems.map(({ code, severity, message, location }) => ({
        ...{ code, severity, message },
        place: Object.values(location ?? {}).join(' '),
      })),
      [
        {
          ...{ code: 'syntax', severity: 'error' },
          message: 'syntax error at or near "SELEC"',
          place: '2 1 2 6',
        },
        {
          ...{ code: 'syntax', severity: 'error' },
          message: 'syntax error at or near ";"',
          place: '3 22 3 23',
        },
      ],
    );
  });

  it('checks rules when it is asked to', async () => {
    const sql = 'CREATE TABLE a (b int)';
    const of = async (rules: boolean, engine: 'postgres' | 'sqlite'): Promise<readonly string[]> =>
      (await analyst.analyse(request(sql, { rules, engine }))).problems.map(({ code }) => code);
    assert.deepEqual(await of(false, 'postgres'), []);
    assert.ok((await of(true, 'postgres')).includes('missing-if-exists'));
    assert.ok((await of(true, 'sqlite')).includes('missing-if-exists'));
  });

  it('leaves SQLite’s syntax to SQLite', async () => {
    const { problems } = await analyst.analyse(request('SELEC 1', { engine: 'sqlite' }));
    assert.deepEqual(problems, []);
  });

  it('reads a script of 5 MB, and one of 10,000 statements with an error in the last', async () => {
    const row = `(1, '${'x'.repeat(92)}')`;
    const large = `INSERT INTO a VALUES ${Array.from({ length: 50_000 }, () => row).join(',\n')}`;
    assert.ok(large.length > 5e6);
    assert.deepEqual((await analyst.analyse(request(large))).problems, []);
    const many = 'CREATE TABLE a (b int);\n'.repeat(9_999);
    const { problems } = await analyst.analyse(request(`${many}SELEC 1`));
    assert.deepEqual(
      problems.map(({ location }) => location?.line),
      [10_000],
    );
  });
});

/** A request whose turn it is goes out in a microtask. */
function begun(): Promise<void> {
  return new Promise((resolve) => setImmediate(resolve));
}

describe('an analyst’s thread', () => {
  const entry = join(temporaryFolder('analyst'), 'strange.cjs');
  writeFileSync(entry, strange);
  const told = async (analyst: ThreadAnalyst, sql = ''): Promise<Told> =>
    (await analyst.analyse(request(sql))) as unknown as Told;

  it('is asked again and again, until it is closed', async () => {
    const analyst = new ThreadAnalyst({ entry });
    const first = await told(analyst);
    assert.deepEqual(await told(analyst), { ...first, count: 2 });
    await analyst.close();
    await assert.rejects(told(analyst), isError('cancelled'));
  });

  for (const [what, sql] of [
    ['dies', 'die'],
    ['throws', 'throw'],
    ['hangs', 'hang'],
  ] as const) {
    it(`is replaced when it ${what}, and the script is named`, async () => {
      const analyst = new ThreadAnalyst({ entry, timeout: 2_000 });
      const first = await told(analyst);
      await assert.rejects(told(analyst, sql), (error) => {
        assert.ok(isError('failed')(error));
        assert.match((error as Error).message, /^1_a\.up\.sql could not be checked: /);
        return true;
      });
      const next = await told(analyst);
      assert.equal(next.count, 1);
      assert.notEqual(next.threadId, first.threadId);
      await analyst.close();
    });
  }

  it('never hears of what was aborted before its turn', async () => {
    const analyst = new ThreadAnalyst({ entry });
    const older = new AbortController();
    const { signal } = older;
    const first = told(analyst);
    const second = analyst.analyse(request(''), { signal });
    older.abort();
    await assert.rejects(second, isError('cancelled'));
    await assert.rejects(analyst.analyse(request(''), { signal }), isError('cancelled'));
    const { count } = await first;
    assert.equal((await told(analyst)).count, count + 1);
    await analyst.close();
  });

  it('lets who aborts go at once, and finishes its work', async () => {
    const analyst = new ThreadAnalyst({ entry });
    const controller = new AbortController();
    const { count } = await told(analyst);
    const asked = analyst.analyse(request('later'), { signal: controller.signal });
    await begun();
    controller.abort();
    await assert.rejects(asked, isError('cancelled'));
    writeFileSync(`${entry}.now`, '');
    assert.equal((await told(analyst)).count, count + 2);
    await analyst.close();
  });

  it('is ended by closing, in the middle of its work', async () => {
    const analyst = new ThreadAnalyst({ entry });
    await told(analyst);
    const asked = told(analyst, 'hang');
    await begun();
    await analyst.close();
    await assert.rejects(asked, isError('cancelled'));
  });

  it('is given back after a while without work', async () => {
    const analyst = new ThreadAnalyst({ entry, idle: 0 });
    const { threadId } = await told(analyst);
    await new Promise((resolve) => setTimeout(resolve));
    assert.notEqual((await told(analyst)).threadId, threadId);
    await analyst.close();
  });
});
