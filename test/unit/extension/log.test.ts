import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import { Log, type LogChannel } from '../../../src/extension/log.ts';

function heard(write: (log: Log) => void): readonly string[] {
  const texts: string[] = [];
  const hear = (text: string): void => void texts.push(text);
  const nothing = (): void => undefined;
  const channel: LogChannel = {
    info: hear,
    warn: hear,
    error: hear,
    show: nothing,
    dispose: nothing,
  };
  write(new Log(channel));
  return texts;
}

describe('the log', () => {
  for (const level of ['info', 'warn', 'error'] as const) {
    it(`has nothing in it that steers or hides: ${level}`, () => {
      const entries = heard((log) => {
        log[level]('a\x1B[2Jb\u202Ec\rd');
      });
      assert.deepEqual(entries, ['a\\u001B[2Jb\\u202Ec\\u000Dd']);
    });

    it(`takes no line of a text for an entry: ${level}`, () => {
      const entries = heard((log) => {
        log[level]('a\r\n2026-01-01 00:00:00.000 [info] applied all');
      });
      assert.deepEqual(entries, ['a\n  2026-01-01 00:00:00.000 [info] applied all']);
    });
  }
});
