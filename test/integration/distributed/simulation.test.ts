import assert from 'node:assert/strict';
import { describe, it, type TestContext } from 'node:test';
import { Client, DatabaseError } from 'pg';
import { postgres } from '../../support/postgres.ts';
import { simulatedEngine, type EngineName } from '../../support/simulated-engine.ts';
import type { FaultOptions } from '../../support/simulated/faults.ts';

/** A database seen through the simulated engine, and as it really is. */
async function scene(test: TestContext, name: EngineName, options: FaultOptions = {}) {
  const server = await postgres();
  const engine = await simulatedEngine(name, server, options);
  const { url } = await server.createDatabase();
  const open = async (address: string) => {
    const client = new Client({ connectionString: address });
    client.on('error', () => undefined);
    await client.connect();
    test.after(() => client.end());
    return client;
  };
  test.after(() => engine.stop());
  return {
    engine,
    session: () => open(engine.address(url)),
    real: await open(url),
  };
}

async function codeOf(work: Promise<unknown>): Promise<string | undefined> {
  return work.then(
    () => 'no error',
    (error: unknown) => {
      assert.ok(error instanceof DatabaseError, String(error));
      return error.code;
    },
  );
}

async function tables(client: Client): Promise<string[]> {
  const { rows } = await client.query<{ name: string }>(
    "SELECT relname AS name FROM pg_class WHERE relkind = 'r' AND relnamespace = 'public'::regnamespace ORDER BY 1",
  );
  return rows.map(({ name }) => name);
}

const TRY = 'SELECT pg_catalog.pg_try_advisory_lock($1) AS taken';

describe('a simulated engine', () => {
  it('that is PostgreSQL passes everything on, in both protocols', async (test) => {
    const { session, real } = await scene(test, 'citus');
    const client = await session();
    await client.query('BEGIN; CREATE TABLE a (x int); CREATE TABLE b (x int); ROLLBACK');
    assert.deepEqual(await tables(real), []);
    await client.query('CREATE TABLE a (x int)');
    await client.query('INSERT INTO a VALUES ($1), ($2)', [1, 2]);
    assert.deepEqual((await real.query('SELECT x FROM a ORDER BY x')).rows, [{ x: 1 }, { x: 2 }]);
    const other = await session();
    assert.deepEqual((await client.query(TRY, [7])).rows, [{ taken: true }]);
    assert.deepEqual((await other.query(TRY, [7])).rows, [{ taken: false }]);
  });

  it('gives the place of an error in the whole message', async (test) => {
    const { session } = await scene(test, 'citus');
    const client = await session();
    const message = '/* ö */ SELECT 1;\n SELECT nothing';
    const error = await client.query(message).catch((reason: unknown) => reason);
    assert.ok(error instanceof DatabaseError);
    assert.equal(error.position, String(message.indexOf('nothing') + 1));
  });

  for (const name of ['cockroach', 'yugabyte-silenced'] as const) {
    it(`${name} gives one advisory lock to everybody`, async (test) => {
      const { session } = await scene(test, name);
      const [one, other] = [await session(), await session()];
      assert.deepEqual((await one.query(TRY, ['7'])).rows, [{ taken: true }]);
      assert.deepEqual((await other.query(TRY, ['7'])).rows, [{ taken: true }]);
    });
  }

  for (const name of ['yugabyte', 'dsql'] as const) {
    it(`${name} has no advisory locks`, async (test) => {
      const client = await (await scene(test, name)).session();
      assert.equal(await codeOf(client.query(TRY, ['7'])), '0A000');
      assert.equal(await codeOf(client.query('SELECT 1')), 'no error');
    });
  }

  it('cockroach commits before each statement that changes the schema', async (test) => {
    const { session, real } = await scene(test, 'cockroach');
    const client = await session();
    await client.query('BEGIN; CREATE TABLE a (x int); INSERT INTO a VALUES (1)');
    await client.query('CREATE TABLE b (x int); ROLLBACK');
    assert.deepEqual(await tables(real), ['a', 'b']);
    assert.equal((await real.query('SELECT x FROM a')).rowCount, 1);
  });

  it('cockroach-24 may fail after the commit, and then says so', async (test) => {
    const { session, real } = await scene(test, 'cockroach-24');
    const client = await session();
    await client.query('CREATE TABLE a (x int); INSERT INTO a VALUES (1), (1)');
    await client.query('BEGIN; CREATE TABLE b (x int); CREATE UNIQUE INDEX i ON a (x)');
    assert.equal(await codeOf(client.query('COMMIT')), 'XXA00');
    assert.deepEqual(await tables(real), ['a', 'b']);
    await client.query('BEGIN; CREATE TABLE c (x int); ROLLBACK');
    assert.deepEqual(await tables(real), ['a', 'b']);
  });

  it('yugabyte commits a change of the schema, and the transaction around it goes on', async (test) => {
    const { session, real } = await scene(test, 'yugabyte');
    const client = await session();
    await client.query('CREATE TABLE a (x int)');
    await client.query('BEGIN; INSERT INTO a VALUES (1); CREATE TABLE b (x int); ROLLBACK');
    assert.deepEqual(await tables(real), ['a', 'b']);
    assert.equal((await real.query('SELECT x FROM a')).rowCount, 0);
    await client.query('BEGIN');
    assert.equal(await codeOf(client.query('CREATE TABLE b (x int)')), '42P07');
    assert.equal(await codeOf(client.query('SELECT 1')), '25P02');
  });

  it('dsql takes one change of the schema in a transaction, and no rows beside it', async (test) => {
    const { session, real } = await scene(test, 'dsql');
    const client = await session();
    await client.query('BEGIN; CREATE TABLE a (x int)');
    assert.equal(await codeOf(client.query('CREATE TABLE b (x int)')), '0A000');
    await client.query('ROLLBACK');
    assert.deepEqual(await tables(real), []);
    await client.query('BEGIN; CREATE TABLE a (x int)');
    assert.equal(await codeOf(client.query('INSERT INTO a VALUES ($1)', [1])), '0A000');
    await client.query('ROLLBACK');
    await client.query('BEGIN; CREATE TABLE a (x int); COMMIT');
    assert.equal(await codeOf(client.query('CREATE INDEX i ON a (x)')), '0A000');
    await client.query('CREATE INDEX ASYNC i ON a (x)');
    for (const refused of ['LOCK TABLE a', 'DO $$ BEGIN END $$', "SET lock_timeout = '1s'"]) {
      assert.equal(await codeOf(client.query(refused)), '0A000', refused);
    }
  });

  it('answers 40001 as often as is said, with nothing kept', async (test) => {
    const { engine, session, real } = await scene(test, 'cockroach', { conflicts: 0.5, seed: 7 });
    const client = await session();
    await real.query('CREATE TABLE a (x int)');
    let failed = 0;
    for (let x = 0; x < 40; x++) {
      const code = await codeOf(client.query('INSERT INTO a VALUES ($1)', [x]));
      if (code === '40001') failed++;
      else assert.equal(code, 'no error');
    }
    assert.ok(failed > 5 && failed < 35, `${failed} of 40`);
    assert.equal(engine.faults.conflicts, failed);
    assert.equal((await real.query('SELECT x FROM a')).rowCount, 40 - failed);
  });

  it('answers 40003 to what it has committed', async (test) => {
    const { session, real } = await scene(test, 'cockroach', { ambiguous: 1 });
    const client = await session();
    await real.query('CREATE TABLE a (x int)');
    await client.query('BEGIN; INSERT INTO a VALUES (1)');
    assert.equal(await codeOf(client.query('COMMIT')), '40003');
    assert.equal((await real.query('SELECT x FROM a')).rowCount, 1);
  });
});
