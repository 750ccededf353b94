import assert from 'node:assert/strict';
import { execFileSync } from 'node:child_process';
import { join } from 'node:path';
import { after, before, describe, it } from 'node:test';
import { Client } from 'pg';
import { readSchema } from '../../../src/databases/postgres/schema/read.ts';
import { types } from '../../../src/databases/postgres/types.ts';
import { compareSchemas } from '../../../src/schema/compare.ts';
import type { Schema } from '../../../src/schema/schema.ts';
import { asPostgres, postgresServer, type Postgres } from '../../support/postgres.ts';
import { serverBesidePgDump } from '../../support/server-beside-pg-dump.ts';
import { CHANGES, NO_CHANGES, SETTING } from './postgres-changes.ts';

const bin = serverBesidePgDump();
/** The one thing that is not compared: where a column stands. */
const MOVED =
  'ALTER TABLE child DROP COLUMN t_id; ALTER TABLE child ADD COLUMN t_id integer REFERENCES t (id)';
const cases = [...CHANGES, ...NO_CHANGES, MOVED];

/**
 * Each case has a schema of its own in one database, so that two dumps tell of all of them. What a
 * dump says of a case are its entries that name it.
 */
describe(`schemas, told apart by us as by pg_dump${bin === null ? ': not shown here, it has no server of its version' : ''}`, () => {
  let server: Postgres | null = null;
  const dumped: boolean[] = [];
  const read: string[][] = [];

  before(async () => {
    if (bin === null) return;
    const binaries = { postgres: join(bin, 'postgres'), initdb: join(bin, 'initdb') };
    server = asPostgres(await postgresServer({ binaries }));
    const { url } = await server.createDatabase();
    const client = new Client({ connectionString: url, types });
    await client.connect();
    try {
      const schemaNow = (): Promise<Schema> =>
        readSchema(async ({ sql }) => (await client.query<Record<string, unknown>>(sql)).rows, {
          without: [],
        });
      for (const index of cases.keys()) {
        await client.query(`CREATE SCHEMA c${index}; SET search_path = c${index}`);
        await client.query(SETTING.replaceAll('{c}', `c${index}`));
      }
      const [before, dumpBefore] = [await schemaNow(), dumpOf(join(bin, 'pg_dump'), url)];
      for (const [index, change] of cases.entries()) {
        await client.query(`SET search_path = c${index}`);
        for (const statement of change.replaceAll('{c}', `c${index}`).split('; ')) {
          await client.query(statement);
        }
      }
      const [after, dumpAfter] = [await schemaNow(), dumpOf(join(bin, 'pg_dump'), url)];
      const changes = compareSchemas(before, after).map((change) => JSON.stringify(change));
      for (const index of cases.keys()) {
        dumped.push(about(index, dumpBefore).join('') !== about(index, dumpAfter).join(''));
        read.push(about(index, changes));
      }
    } finally {
      await client.end();
    }
  });
  after(() => server?.stop());

  for (const [index, change] of cases.entries()) {
    it(change, { skip: bin === null }, () => {
      assert.equal(dumped[index], !NO_CHANGES.includes(change), 'by pg_dump');
      const isSeen = dumped[index] && change !== MOVED;
      assert.equal(read[index]?.length !== 0, isSeen, read[index]?.join('\n'));
    });
  }
});

/** Its entries, in an order that does not depend on what else there is. */
function dumpOf(program: string, url: string): readonly string[] {
  const text = execFileSync(program, ['--schema-only', url], { encoding: 'utf8' });
  return text.split(/^--\n(?=-- Name: )/m).sort();
}

function about(index: number, texts: readonly string[]): string[] {
  const name = new RegExp(`(?<![a-z0-9_])c${index}(?![0-9])`);
  return texts.filter((text) => name.test(text));
}
