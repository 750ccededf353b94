import assert from 'node:assert/strict';
import { join } from 'node:path';
import { describe, it } from 'node:test';
import BetterSqlite3 from 'better-sqlite3';
import { Client } from 'pg';
import type { TableName } from '../../../src/core/statement.ts';
import { parseAddress } from '../../../src/databases/address.ts';

import { connect } from '../../../src/databases/open.ts';
import { readSchema } from '../../../src/databases/read-schema.ts';
import type { Schema } from '../../../src/schema/schema.ts';
import { postgres } from '../../support/postgres.ts';
import { temporaryFolder } from '../../support/temporary-folder.ts';

const HISTORY: readonly TableName[] = [{ schema: null, name: 'history' }];

async function read(url: string): Promise<Schema> {
  const target = parseAddress(url, { base: process.cwd(), env: {} });
  const connection = await connect(target, {
    ...{ mode: 'read', isolated: false, foreignKeys: true, fixedTimes: true },
  });
  try {
    return await readSchema(connection, HISTORY);
  } finally {
    await connection.close();
  }
}

const namesOf = ({ objects }: Schema): string[] =>
  objects.map(({ kind, owner, name }) => [kind, ...(owner ? [owner] : []), name].join(' '));

describe('reading a schema', () => {
  it('leaves out of SQLite what belongs to the history, to virtual tables and to SQLite', async () => {
    const file = join(temporaryFolder('schema'), 'shop.db');
    const database = new BetterSqlite3(file);
    database.exec(`
      CREATE TABLE history (version INTEGER PRIMARY KEY AUTOINCREMENT, name TEXT UNIQUE);
      CREATE INDEX by_name ON history (name);
      CREATE VIRTUAL TABLE words USING fts5(word);
      CREATE TABLE t (x INTEGER, y TEXT UNIQUE);
      ANALYZE`);
    database.close();
    assert.deepEqual(namesOf(await read(`sqlite:${file}`)), [
      'table words',
      'table t',
      'column t x',
      'column t y',
    ]);
  });

  it('leaves out of PostgreSQL what belongs to the history, and names every schema', async () => {
    const { name, url } = await (await postgres()).createDatabase();
    const client = new Client({ connectionString: url });
    await client.connect();
    await client.query(`
      CREATE TABLE history (version bigserial PRIMARY KEY, name text);
      CREATE INDEX by_name ON history (name);
      COMMENT ON COLUMN history.name IS 'what';
      GRANT SELECT ON history TO PUBLIC;
      CREATE SCHEMA shop; CREATE TYPE shop.mood AS ENUM ('ok');
      CREATE TABLE shop.t (m shop.mood DEFAULT 'ok');
      CREATE VIEW public.v AS SELECT m FROM shop.t`);
    const usual = await read(url);
    assert.deepEqual(
      usual.objects.filter(({ owner, name: own }) => [owner, own].includes('history')),
      [],
    );
    const definitions = usual.objects.map(({ definition }) => definition);
    assert.ok(definitions.includes("shop.mood DEFAULT 'ok'::shop.mood"));

    // Whatever the session looks for names in, they are told as before.
    await client.query(`ALTER DATABASE ${name} SET search_path = shop, public`);
    await client.end();
    assert.deepEqual(await read(url), usual);
  });
});
