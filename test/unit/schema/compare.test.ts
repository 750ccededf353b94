import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import type { Engine } from '../../../src/core/engine.ts';
import { compareSchemas } from '../../../src/schema/compare.ts';
import { schemaText, tableText } from '../../../src/schema/document.ts';
import type { Schema, SchemaObject } from '../../../src/schema/schema.ts';
import { changeText, withoutParts } from '../../../src/schema/text.ts';

type Given = Partial<SchemaObject> & Pick<SchemaObject, 'kind' | 'name'>;

const object = (given: Given): SchemaObject => ({
  ...{ schema: null, owner: null, definition: '', position: null },
  ...given,
});
const schema = (engine: Engine, ...objects: readonly Given[]): Schema => ({
  engine,
  objects: objects.map(object),
});

const users: Given = { kind: 'table', name: 'users' };
const email = (definition: string, owner = 'users'): Given => ({
  ...{ kind: 'column', owner, name: 'email', definition, position: 1 },
});
const words = {
  added: (name: string) => `+ ${name}`,
  removed: (name: string) => `- ${name}`,
};
const told = (before: Schema, after: Schema): string[] =>
  withoutParts(compareSchemas(before, after)).map((change) => changeText(change, words));

describe('two schemas', () => {
  it('are compared object by object', () => {
    const before = schema('postgres', users, email('text'), { kind: 'view', name: 'old' });
    const after = schema('postgres', users, email('varchar(20)'), { kind: 'index', name: 'new' });
    assert.deepEqual(told(before, after), [
      'users: column email was text, is varchar(20)',
      '+ index new',
      '- view old',
    ]);
    assert.deepEqual(compareSchemas(before, before), []);
  });

  it('tell the parts of what is new or gone as one with it', () => {
    const before = schema('postgres', users, email('text'));
    const after = schema('postgres', { kind: 'table', name: 'people' }, email('text', 'people'));
    assert.deepEqual(told(before, after), ['+ table people', '- table users']);
    const elsewhere = schema('postgres', { ...users, schema: 'shop' }, email('text'));
    assert.deepEqual(told(schema('postgres'), elsewhere), [
      '+ table shop.users',
      '+ users: column email',
    ]);
  });

  it('are the same wherever their columns stand', () => {
    const moved = { ...email('text'), position: 3 };
    assert.deepEqual(
      compareSchemas(schema('postgres', email('text')), schema('postgres', moved)),
      [],
    );
  });

  it('do not list what is too long for a sentence', () => {
    const body = (text: string): Schema =>
      schema('postgres', { kind: 'function', name: 'f()', definition: text });
    assert.deepEqual(told(body('one\ntwo'), body('one\nthree')), [
      'function f() is not the same any more',
    ]);
  });

  for (const [written, anew, isSame] of [
    ['TEXT  not null', 'text NOT NULL', true],
    ['CHECK (email <> "a")', 'CHECK(`Email`<>[A])', true],
    ["DEFAULT 'a'", "DEFAULT 'A'", false],
    ['TEXT /* why */', 'TEXT', true],
    ['INT', 'INTEGER', false],
  ] as const) {
    it(`are ${isSame ? 'the same' : 'not the same'} to SQLite: ${written}, ${anew}`, () => {
      const changes = compareSchemas(
        schema('sqlite', users, email(written)),
        schema('sqlite', { ...users, name: 'Users' }, { ...email(anew, 'USERS'), name: 'EMAIL' }),
      );
      assert.equal(changes.length, isSame ? 0 : 1);
      const asPostgres = compareSchemas(
        schema('postgres', email(written)),
        schema('postgres', email(anew)),
      );
      assert.equal(asPostgres.length, 1);
    });
  }
});

describe('a schema as text', () => {
  const shop = schema(
    'postgres',
    { kind: 'type', name: 'mood', schema: 'public', definition: "AS ENUM ('ok')" },
    { ...users, schema: 'public', definition: 'UNLOGGED' },
    { ...email('text NOT NULL'), schema: 'public' },
    {
      ...{ kind: 'constraint', name: 'some', owner: 'users', schema: 'public' },
      definition: 'CHECK (true)',
    },
    {
      ...{ kind: 'index', name: 'by_email', owner: 'users', schema: 'public' },
      definition: 'CREATE INDEX by_email ON users (email)',
    },
    {
      ...{ kind: 'comment', name: 'table public.users', owner: 'users', schema: 'public' },
      definition: "'who'",
    },
    { kind: 'view', name: 'v', schema: 'shop', definition: 'AS SELECT 1;' },
  );
  const usersText = `CREATE TABLE users (
  email text NOT NULL,
  CONSTRAINT some CHECK (true)
) UNLOGGED;
CREATE INDEX by_email ON users (email);
-- users: comment on table public.users: 'who'`;

  it('is near to SQL', () => {
    assert.equal(
      schemaText(shop),
      `CREATE TYPE mood AS ENUM ('ok');\n\n${usersText}\n\nCREATE VIEW shop.v AS SELECT 1;`,
    );
  });

  it('is to be had of one table', () => {
    assert.equal(tableText(shop, { schema: null, name: 'users' }), usersText);
    assert.equal(tableText(shop, { schema: 'shop', name: 'users' }), null);
    assert.equal(tableText(shop, { schema: null, name: 'mood' }), null);
  });
});
