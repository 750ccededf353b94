import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import { readConcurrentIndex } from '../../src/sql/concurrent-index.ts';

function read(sql: string): string | null {
  const found = readConcurrentIndex(sql);
  if (found === null) return null;
  const { schema, name } = (found.kind === 'create' ? found.table : found.name) ?? {
    schema: null,
    name: '',
  };
  const place = schema === null ? name : `${schema}.${name}`;
  if (found.kind === 'reindex') return `${found.object} ${place}`.trim();
  if (found.kind === 'drop') return `drop ${place}${found.ifExists ? ' if exists' : ''}`;
  return `${found.unique ? 'unique ' : ''}${found.name ?? '-'} on ${place}${found.ifNotExists ? ' if not exists' : ''}`;
}

describe('an index that is built concurrently', () => {
  for (const [sql, expected] of [
    ['CREATE INDEX CONCURRENTLY i ON t (x)', 'i on t'],
    [
      'create unique index concurrently if not exists "My I" on only s."T" using gin (x)',
      'unique My I on s.T if not exists',
    ],
    ['CREATE INDEX CONCURRENTLY ON t (x)', '- on t'],
    ['DROP INDEX CONCURRENTLY i', 'drop i'],
    ['drop /* a */ index concurrently if exists s."I" cascade', 'drop s.I if exists'],
    ['/* a */ CREATE INDEX -- b\nCONCURRENTLY i ON t (x)', 'i on t'],
    ['REINDEX INDEX CONCURRENTLY s.i', 'index s.i'],
    ['REINDEX (VERBOSE, CONCURRENTLY) TABLE t', 'table t'],
    ['REINDEX (CONCURRENTLY true, TABLESPACE x) TABLE t', 'table t'],
    ['REINDEX SCHEMA CONCURRENTLY s', 'schema s'],
    ['REINDEX DATABASE CONCURRENTLY', 'database'],
  ] as const) {
    it(`is ${sql}`, () => {
      assert.equal(read(sql), expected);
    });
  }

  for (const sql of [
    ...[
      'CREATE INDEX i ON t (x)',
      'CREATE TABLE concurrently (x int)',
      ...['DROP INDEX i', 'DROP INDEX "concurrently"', 'DROP INDEX CONCURRENTLY'],
      'DROP TABLE concurrently',
    ],
    ...['REINDEX TABLE t', 'REINDEX (CONCURRENTLY false) TABLE t', 'REINDEX (VERBOSE) INDEX i'],
    ...['REFRESH MATERIALIZED VIEW CONCURRENTLY v', '', 'CREATE INDEX CONCURRENTLY'],
  ]) {
    it(`is not ${sql || 'nothing'}`, () => {
      assert.equal(read(sql), null);
    });
  }
});
