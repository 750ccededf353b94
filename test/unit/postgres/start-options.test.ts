import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import { parseStartOptions } from '../../../src/databases/postgres/start-options.ts';

describe('the options of an address as settings', () => {
  for (const [options, settings] of [
    ['', []],
    ['-c geqo=off', [['geqo', 'off']]],
    [
      '-cgeqo=off  --work-mem=1MB',
      [
        ['geqo', 'off'],
        ['work_mem', '1MB'],
      ],
    ],
    [
      '-c search_path=a,\\ b -c x.y=c\\\\d=e',
      [
        ['search_path', 'a, b'],
        ['x.y', 'c\\d=e'],
      ],
    ],
    ['-e -B 16 -c', []],
  ] as const) {
    it(JSON.stringify(options), () => {
      assert.deepEqual(parseStartOptions(options), settings);
    });
  }
});
