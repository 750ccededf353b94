import assert from 'node:assert/strict';
import { readFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { it } from 'node:test';
import { fileURLToPath } from 'node:url';
import { resultCodeName } from '../../../src/databases/sqlite/result-codes.ts';

it('result codes have the names that SQLite’s own header gives them', () => {
  const library = dirname(dirname(fileURLToPath(import.meta.resolve('better-sqlite3'))));
  const header = readFileSync(join(library, 'deps/sqlite3/sqlite3.h'), 'utf8');
  const codes = new Map<string, number>();
  for (const [, name = '', value = ''] of header.matchAll(
    /^#define (SQLITE_[A-Z]+) +(\d+) +\/\* [^*]*\*\/$/gm,
  )) {
    const known = [...codes.values()].includes(Number(value));
    // The same numbers come again with other meanings further down.
    if (!known && Number(value) <= 28) codes.set(name, Number(value));
  }
  assert.ok(codes.size >= 28, `${codes.size} codes found`);
  for (const [, name = '', base = '', n = ''] of header.matchAll(
    /^#define (SQLITE_\w+) +\((SQLITE_\w+) *\| *\((\d+)<<8\)\)/gm,
  )) {
    const primary = codes.get(base);
    if (primary === undefined || ['SQLITE_OK', 'SQLITE_NOTICE', 'SQLITE_WARNING'].includes(base))
      continue;
    codes.set(name, primary | (Number(n) << 8));
  }
  assert.ok(codes.size > 90, `${codes.size} codes found`);
  for (const [name, code] of codes) {
    if (['SQLITE_ROW', 'SQLITE_DONE'].includes(name)) continue;
    assert.equal(resultCodeName(code), name);
  }
  assert.equal(resultCodeName(99), 'SQLITE_99');
  assert.equal(resultCodeName(19 | (200 << 8)), 'SQLITE_CONSTRAINT');
});
