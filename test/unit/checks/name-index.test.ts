import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import { NameIndex, type Mention } from '../../../src/checks/name-index.ts';
import type { Direction, Script } from '../../../src/core/migration.ts';
import { loadGrammar } from '../../../src/grammar/libpg-query.ts';
import { grammarNames } from '../../../src/grammar/names.ts';
import { parseScript } from '../../../src/grammar/parse.ts';

const grammar = await loadGrammar();

/** Scripts by path, in order; `|` stands before the name that is asked for. */
function asked(files: Readonly<Record<string, string>>): {
  definition: string | null;
  references: readonly string[];
} {
  let cursor: { script: Script; offset: number } | null = null;
  const scripts = Object.entries(files).map(([path, marked]) => {
    const sql = marked.replace('|', '');
    const start = { line: 1, column: 1 };
    const script: Script = { path, sql, start, marker: null, transactional: true };
    if (sql !== marked) cursor = { script, offset: marked.indexOf('|') };
    const direction: Direction = path.endsWith('down') ? 'down' : 'up';
    return { script, direction, names: grammarNames(sql, parseScript(sql, grammar)) };
  });
  assert.ok(cursor);
  const { script, offset } = cursor as { script: Script; offset: number };
  const index = new NameIndex(scripts);
  const mention = index.at(script, offset);
  assert.ok(mention);
  const definition = index.definitionOf(mention);
  return {
    definition: definition && told(definition),
    references: index.referencesTo(mention).map(told),
  };
}

function told({ script: { path }, use: { role, object, name } }: Mention): string {
  return `${path}: ${role} ${object} ${name}`;
}

describe('an index of names', () => {
  it('leads from a name to where it was made, and to all who name it', () => {
    const { definition, references } = asked({
      1: 'CREATE TABLE a (id int); CREATE TABLE b (id int)',
      2: 'ALTER TABLE a ADD COLUMN x int; SELECT 1 FROM b',
      3: 'CREATE VIEW v AS SELECT 1 FROM |a',
    });
    assert.equal(definition, '1: creates table a');
    assert.deepEqual(references, ['1: creates table a', '2: changes table a', '3: refers table a']);
  });

  it('follows a table and its columns through new names', () => {
    const files = {
      1: 'CREATE TABLE a (x int)',
      2: 'ALTER TABLE a RENAME TO b; ALTER TABLE b RENAME x TO y',
      3: 'CREATE TABLE a (x int)',
    };
    const table = asked({ ...files, 4: 'TRUNCATE |b' });
    assert.equal(table.definition, '1: creates table a');
    assert.deepEqual(table.references, [
      '1: creates table a',
      ...['2: changes table a', '2: creates table b', '2: changes table b'],
      '4: changes table b',
    ]);
    const column = asked({ ...files, 4: 'SELECT |y FROM b' });
    assert.equal(column.definition, '1: creates column x');
    assert.deepEqual(column.references, [
      '1: creates column x',
      ...['2: changes column x', '2: creates column y'],
      '4: refers column y',
    ]);
    assert.equal(asked({ ...files, 4: 'DROP TABLE |a' }).definition, '3: creates table a');
  });

  it('tells what was dropped from what was made again under its name', () => {
    const files = { 1: 'CREATE TABLE a (x int)', 2: 'DROP TABLE a', 3: 'CREATE TABLE a (x int)' };
    const { definition, references } = asked({ ...files, 4: 'SELECT |x FROM a' });
    assert.equal(definition, '3: creates column x');
    assert.deepEqual(references, ['3: creates column x', '4: refers column x']);
    assert.equal(asked({ ...files, 2: 'DROP TABLE |a' }).definition, '1: creates table a');
  });

  it('leads to the latest definition before the place, where there are several', () => {
    const f = 'CREATE OR REPLACE FUNCTION f() RETURNS int LANGUAGE sql RETURN 1';
    const files = { 1: f, 2: f, 3: 'SELECT |f()', 4: f };
    assert.equal(asked(files).definition, '2: creates function f');
    assert.equal(asked(files).references.length, 4);
  });

  it('takes a down script for what comes right after its up script, and for nothing else', () => {
    const files = {
      '1 up': 'CREATE TABLE a (x int)',
      '1 down': 'DROP TABLE a',
      '2 up': 'ALTER TABLE a RENAME TO b',
      '2 down': 'ALTER TABLE |b RENAME TO a',
      '3 up': 'DROP TABLE b',
    };
    const { definition, references } = asked(files);
    assert.equal(definition, '1 up: creates table a');
    assert.ok(references.includes('3 up: drops table b'));
    assert.ok(references.includes('1 down: drops table a'));
  });

  it('keeps schemas apart, and takes what has none for any', () => {
    const files = { 1: 'CREATE TABLE s.a (x int)', 2: 'CREATE TABLE t.a (x int)' };
    assert.equal(asked({ ...files, 3: 'DROP TABLE s.|a' }).definition, '1: creates table a');
    assert.equal(asked({ 1: files[1], 2: 'DROP TABLE |a' }).definition, '1: creates table a');
  });

  it('knows the references of what was there before, and of no column whose table is uncertain', () => {
    const { definition, references } = asked({ 1: 'DELETE FROM a', 2: 'SELECT 1 FROM |a' });
    assert.equal(definition, null);
    assert.deepEqual(references, ['1: changes table a', '2: refers table a']);
    const uncertain = asked({
      1: 'CREATE TABLE a (x int); CREATE TABLE b (x int)',
      2: 'SELECT |x FROM a, b',
    });
    assert.deepEqual(uncertain, { definition: null, references: [] });
  });
});
