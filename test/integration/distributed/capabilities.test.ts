import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import { Client } from 'pg';
import type { Capabilities } from '../../../src/core/engine.ts';
import { connect, withPart } from '../postgres/connect.ts';
import type { EngineName } from '../../support/simulated-engine.ts';
import { Place } from './project.ts';

const EXPECTED: Readonly<Record<EngineName, Capabilities>> = {
  cockroach: { advisoryLocks: false, wholeScripts: false },
  'cockroach-24': { advisoryLocks: false, wholeScripts: false },
  yugabyte: { advisoryLocks: false, wholeScripts: false },
  'yugabyte-silenced': { advisoryLocks: false, wholeScripts: false },
  'yugabyte-2025': { advisoryLocks: true, wholeScripts: false },
  dsql: { advisoryLocks: false, wholeScripts: false },
  citus: { advisoryLocks: true, wholeScripts: true },
};

/** Relations, schemas and advisory locks of a database. */
const EVERYTHING = `SELECT relname::text AS it FROM pg_class WHERE relnamespace <> 99
  AND relkind <> 't' AND relname NOT LIKE 'pg\\_toast%'
  UNION ALL SELECT nspname FROM pg_namespace WHERE nspname NOT LIKE 'pg\\_t%'
  UNION ALL SELECT 'lock ' || objid FROM pg_locks WHERE locktype = 'advisory'
    AND database = (SELECT oid FROM pg_database WHERE datname = current_database())
  ORDER BY 1`;

async function contents(client: Client): Promise<readonly string[]> {
  return (await client.query<{ it: string }>(EVERYTHING)).rows.map(({ it }) => it);
}

describe('what a server does', () => {
  for (const [name, expected] of Object.entries(EXPECTED) as [EngineName, Capabilities][]) {
    for (const conflicts of [0, 0.2]) {
      it(`is found out on ${name}, conflicts ${conflicts}, and nothing is left`, async (test) => {
        const place = await Place.open(test, name, 'sqlx', { conflicts, seed: 3 });
        const before = await contents(place.real);
        const connection = await connect(place.url);
        assert.deepEqual(await connection.capabilities(), expected);
        assert.deepEqual(await contents(place.real), before);
        await connection.close();
      });
    }
  }

  for (const [name, expected] of [
    ['dsql', EXPECTED.dsql],
    ['citus', EXPECTED.citus],
  ] as const) {
    it(`is found out on ${name} by a role that may make no schema`, async (test) => {
      const place = await Place.open(test, name, 'sqlx');
      const role = `plain_${place.target.display.split('_').at(-1)}`;
      await place.real.query(`CREATE ROLE ${role} LOGIN PASSWORD 'secret'`);
      await place.real.query(`GRANT CREATE, USAGE ON SCHEMA public TO ${role}`);
      const before = await contents(place.real);
      const connection = await connect(withPart(place.url, 'username', role));
      try {
        assert.deepEqual(await connection.capabilities(), expected);
        assert.deepEqual(await contents(place.real), before);
      } finally {
        await connection.close();
        await place.real.query(`DROP OWNED BY ${role}; DROP ROLE ${role}`);
      }
    });
  }

  for (const tags of ["'CREATE SCHEMA'", "'CREATE SCHEMA', 'CREATE TABLE'"]) {
    it(`is PostgreSQL’s where a trigger refuses ${tags}`, async (test) => {
      const place = await Place.open(test, 'citus', 'sqlx');
      await place.real.query(`
        CREATE FUNCTION refuse() RETURNS event_trigger LANGUAGE plpgsql AS
          'BEGIN RAISE EXCEPTION USING MESSAGE = ''refused''; END';
        CREATE EVENT TRIGGER refusal ON ddl_command_start WHEN TAG IN (${tags})
          EXECUTE FUNCTION refuse()`);
      const connection = await connect(place.url);
      assert.deepEqual(await connection.capabilities(), EXPECTED.citus);
      await connection.close();
    });
  }

  it('costs PostgreSQL two messages, once', async (test) => {
    const place = await Place.open(test, 'citus', 'sqlx');
    place.write();
    const asked = () => place.engine.asked.filter((sql) => /_strata_probe|pg_try_adv/.test(sql));
    await place.run({ kind: 'up', steps: 1 });
    // One lock is the run's own, the other is denied.
    assert.equal(asked().length, 3, asked().join('\n'));
    await place.run({ kind: 'up' });
    assert.equal(asked().length, 4, asked().join('\n'));
  });

  it('is not tried where nothing is to be done', async (test) => {
    const place = await Place.open(test, 'cockroach', 'sqlx');
    const before = await contents(place.real);
    const { plan } = await place.run({ kind: 'up' });
    assert.deepEqual(plan.steps, []);
    assert.deepEqual(
      place.engine.asked.filter((sql) => /advisory|_strata_(?:probe|lock)/.test(sql)),
      [],
    );
    assert.deepEqual(await contents(place.real), before);
  });

  it('is not tried by a session that only reads', async (test) => {
    const place = await Place.open(test, 'cockroach', 'sqlx');
    const connection = await connect(place.url, { mode: 'read' });
    assert.equal((await connection.capabilities()).advisoryLocks, false);
    await connection.close();
    assert.deepEqual(
      place.engine.asked.filter((sql) => sql.includes('_strata_probe')),
      [],
    );
  });
});
