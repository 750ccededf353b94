import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import type { Engine } from '../../../src/core/engine.ts';
import { completionsAt } from '../../../src/extension/language/completions.ts';
import { hoverText } from '../../../src/extension/language/hover-text.ts';
import type { Schema } from '../../../src/schema/schema.ts';
import { tablesAfter, tablesIn, type Table } from '../../../src/schema/tables.ts';
import type { NameUse } from '../../../src/sql/name-use.ts';
import { sqliteNames } from '../../../src/sql/sqlite-names.ts';
import { writtenName } from '../../../src/sql/written-name.ts';

const schemaOf = (engine: Engine, tables: Readonly<Record<string, readonly string[]>>): Schema => ({
  engine,
  objects: Object.entries(tables).flatMap(([table, columns]) => {
    const schema = engine === 'postgres' ? (table.split('.').at(-2) ?? 'public') : null;
    const name = table.split('.').at(-1) ?? '';
    const own = { schema, definition: '' };
    return [
      { ...own, kind: 'table' as const, owner: null, name, position: null },
      ...columns.map((each, index) => ({
        ...{ kind: 'column' as const, schema, owner: name, name: each },
        ...{ definition: 'text', position: index + 1 },
      })),
    ];
  }),
});

const there = schemaOf('postgres', {
  users: ['id', 'e mail'],
  carts: ['id', 'user_id'],
  'audit.log': ['at'],
});

/** What is inserted where `|` stands. */
function offered(text: string, engine: Engine = 'postgres', tables = tablesIn(there)): string {
  const offset = text.indexOf('|');
  const place = { sql: text.replace('|', ''), offset, engine };
  return completionsAt(place, tables)
    .map((each) => each.text)
    .join(' ');
}

const TABLES = 'users carts audit.log';

describe('names that are offered', () => {
  it('are tables where a table stands', () => {
    for (const before of ['SELECT * FROM ', 'INSERT INTO u', 'DROP TABLE IF EXISTS ']) {
      assert.equal(offered(`${before}|`), TABLES, before);
    }
    assert.equal(offered('CREATE INDEX ON |'), TABLES);
    assert.equal(offered('CREATE TABLE a (b int REFERENCES |)'), TABLES);
  });

  it('are columns of the tables that the statement names, and then tables', () => {
    assert.equal(offered('SELECT | FROM carts;'), `id user_id ${TABLES}`);
    assert.equal(offered('SELECT 1 FROM carts; UPDATE users SET |'), `id "e mail" ${TABLES}`);
    assert.equal(offered('CREATE INDEX a ON carts (|)'), 'id user_id');
  });

  it('are those of a table, an alias or a schema behind its dot', () => {
    assert.equal(offered('SELECT c.| FROM users u, carts AS c'), 'id user_id');
    assert.equal(offered('SELECT * FROM users u JOIN carts c ON c.us|'), 'id user_id');
    assert.equal(offered('SELECT "users".| FROM users'), 'id "e mail"');
    assert.equal(offered('SELECT * FROM audit.|'), 'log');
    assert.equal(offered('SELECT nothing.|'), '');
  });

  it('are none where a name is given, in text and in comments', () => {
    for (const text of [
      '|',
      'CREATE TABLE |',
      'CREATE TABLE IF NOT EXISTS |',
      'SELECT id AS | FROM carts',
      "SELECT '| FROM users",
      '-- from |',
      'SELECT 1; /* from | */',
      'SELECT 1; |',
    ]) {
      assert.equal(offered(text), '', text);
    }
  });

  it('compare as the engine does', () => {
    const tables = tablesIn(schemaOf('sqlite', { Users: ['Id'] }));
    assert.equal(offered('SELECT USERS.| FROM uSers', 'sqlite', tables), 'Id');
    assert.equal(offered('SELECT [users].| FROM users', 'sqlite', tables), 'Id');
  });
});

describe('a name', () => {
  it('is in quotes where it would be another one', () => {
    const written = ['users', 'Users', 'order', 'e mail', 'a"b'].map((each) =>
      [writtenName(each, 'postgres'), writtenName(each, 'sqlite')].join(' '),
    );
    assert.deepEqual(written, [
      'users users',
      '"Users" Users',
      '"order" "order"',
      '"e mail" "e mail"',
      '"a""b" "a""b"',
    ]);
  });
});

describe('tables after a script', () => {
  const told = (tables: readonly Table[]) =>
    tables.map(({ name, columns }) => `${name}(${columns.map((each) => each.name).join()})`);
  const after = (sql: string) =>
    told(
      tablesAfter(
        tablesIn(schemaOf('sqlite', { users: ['id'], old: [] })),
        sqliteNames(sql),
        sql,
        'sqlite',
      ),
    );

  it('are those that it makes, renames and drops', () => {
    assert.deepEqual(after('CREATE TABLE "My Carts" (Id INT, n TEXT); DROP TABLE old;'), [
      'users(id)',
      'My Carts(Id,n)',
    ]);
    assert.deepEqual(after('ALTER TABLE users ADD COLUMN mail TEXT;'), ['users(id,mail)', 'old()']);
    assert.deepEqual(after('ALTER TABLE users RENAME COLUMN id TO nr;'), ['users(nr)', 'old()']);
    assert.deepEqual(after('ALTER TABLE users RENAME TO people;'), ['old()', 'people(id)']);
  });
});

describe('a hover', () => {
  const use = (given: Partial<NameUse>): NameUse => ({
    ...{ object: 'table', schema: null, table: null, name: 'users', role: 'changes' },
    ...{ start: 0, end: 0 },
    ...given,
  });
  const before = schemaOf('postgres', { users: ['id'] });
  const after = schemaOf('postgres', { users: ['id', 'mail'], carts: [] });
  const sql = (columns: string) => `\`\`\`sql\nCREATE TABLE users (\n${columns}\n);\n\`\`\``;

  it('tells of a table what it is before and after', () => {
    assert.equal(
      hoverText(use({}), { before, after }),
      `Before this script\n\n${sql('  id text')}\n\nAfter it\n\n${sql('  id text,\n  mail text')}`,
    );
    assert.match(hoverText(use({ name: 'carts' }), { before, after }) ?? '', /^After this script/);
    assert.match(hoverText(use({}), { before, after: before }) ?? '', /^Not changed/);
    assert.match(hoverText(use({}), { before, after: null }) ?? '', /^Before this script\n/);
    assert.match(
      hoverText(use({}), { before: after, after: schemaOf('postgres', {}) }) ?? '',
      /gone|not there after/,
    );
  });

  it('tells of a column the same, and of nothing else', () => {
    const mail = use({ object: 'column', table: 'users', name: 'mail' });
    assert.equal(
      hoverText(mail, { before, after }),
      'After this script; not there before it\n\n```sql\nusers.mail text\n```',
    );
    assert.equal(hoverText(use({ object: 'function' }), { before, after }), null);
    assert.equal(hoverText(use({ name: 'nobody' }), { before, after }), null);
  });
});
