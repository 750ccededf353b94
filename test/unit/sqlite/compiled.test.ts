import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import { compiledOnce } from '../../../src/databases/sqlite/compiled.ts';

describe('what is compiled once', () => {
  it('is a text with values, whichever they are', () => {
    const compiled = compiledOnce((sql) => ({ sql }));
    const first = compiled({ sql: 'SELECT $1', values: [1n] });
    assert.equal(compiled({ sql: 'SELECT $1', values: ['two'] }), first);
    assert.deepEqual(compiled({ sql: 'SELECT $1, $1', values: [1n] }), { sql: 'SELECT $1, $1' });
  });

  it('is no text without values, since compiling it may answer it', () => {
    const compiled = compiledOnce((sql) => ({ sql }));
    const ask = { sql: 'PRAGMA foreign_keys', values: [] };
    assert.notEqual(compiled(ask), compiled(ask));
  });

  it('is not what fails to compile', () => {
    let tableIsThere = false;
    const compiled = compiledOnce((sql) => {
      if (!tableIsThere) throw new Error('no such table');
      return sql;
    });
    const statement = { sql: 'SELECT * FROM a WHERE x = $1', values: [1n] };
    assert.throws(() => compiled(statement));
    tableIsThere = true;
    assert.equal(compiled(statement), statement.sql);
  });
});
