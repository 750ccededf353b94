import assert from 'node:assert/strict';
import { after, before, describe, it } from 'node:test';
import { Client, type QueryResult } from 'pg';
import { split } from '../../src/sql/split.ts';
import { postgres } from '../support/postgres.ts';
import { programs } from '../support/sql-programs.ts';

describe('splitting, compared with PostgreSQL', () => {
  let client: Client;

  before(async () => {
    const { url } = await (await postgres()).createDatabase();
    client = new Client({ connectionString: url });
    await client.connect();
  });
  after(() => client.end());

  /** How many commands the server itself finds in a text. */
  async function commandsIn(sql: string): Promise<number> {
    const results: unknown = await client.query(`BEGIN;\n${sql}\n;ROLLBACK`);
    return (results as QueryResult[]).length - 2;
  }

  /** The extended protocol refuses more than one command, and none. */
  async function asOneCommand(sql: string): Promise<void> {
    const query = { text: sql, values: [], queryMode: 'extended' };
    const { command } = await client.query(query);
    assert.notEqual(command, null, `no command: ${sql}`);
  }

  it('finds as many statements as the server, each of them one to it', async () => {
    for (const { sql, setup } of programs('postgres', 300)) {
      const found = split(sql, 'postgres').map(({ start, end }) => sql.slice(start, end));
      assert.equal(await commandsIn(`${setup};${sql}`), found.length + 1, sql);
      await client.query(`BEGIN; ${setup}`);
      for (const statement of found) await asOneCommand(statement);
      await client.query('ROLLBACK');
    }
  });

  it('would notice two statements taken for one, and a comment taken for a statement', async () => {
    await assert.rejects(asOneCommand('SELECT 1; SELECT 2'), /multiple commands/);
    await assert.rejects(asOneCommand('-- nothing'), /no command/);
    assert.equal(await commandsIn('SELECT 1; SELECT 2'), 2);
  });

  it('takes for blank what the server does', async () => {
    for (let code = 1; code < 0x3100; code++) {
      const char = String.fromCharCode(code);
      if (!/\s/.test(char)) continue;
      const isBlank = await commandsIn(char).then(
        () => true,
        () => false,
      );
      await client.query('ROLLBACK');
      assert.equal(split(char, 'postgres').length === 0, isBlank, `U+${code.toString(16)}`);
    }
  });
});
