import assert from 'node:assert/strict';
import { after, before, describe, it } from 'node:test';
import { Client, DatabaseError } from 'pg';
import type { Unit } from '../../../src/core/engine.ts';
import { ScriptError, type ScriptFailure } from '../../../src/databases/database.ts';
import { runOneByOne } from '../../../src/databases/one-by-one.ts';
import { Random } from '../../reliability/random.ts';
import { postgres } from '../../support/postgres.ts';
import { GROUNDWORK, program, type Step } from './ahead-programs.ts';
import { connect } from './connect.ts';

const SEEDS = 25;
const KEY = 4711n;

/** One failure, or the end: how many were applied before it, and what is then there. */
interface Stop<Failure> {
  readonly applied: number;
  readonly failure: Failure | null;
  readonly state: readonly string[];
}

/** Applies migrations up to the first that fails, and tells of each that is applied. */
type Way<Failure> = (
  url: string,
  steps: readonly Step[],
  onDone: () => void,
) => Promise<Failure | null>;

describe('what is sent ahead', () => {
  const databases: { url: string; client: Client }[] = [];

  before(async () => {
    const server = await postgres();
    for (let count = 0; count < 3; count++) {
      const { url } = await server.createDatabase();
      const client = new Client({ connectionString: url });
      await client.connect();
      databases.push({ url, client });
    }
  });

  after(async () => {
    for (const { client } of databases) await client.end();
  });

  /** All of a program: whatever fails is left out, and the rest goes on as another run would. */
  async function apply<Failure>(place: number, steps: readonly Step[], way: Way<Failure>) {
    const { url, client } = databases[place] ?? assert.fail();
    await client.query(`DROP SCHEMA IF EXISTS public, other CASCADE;
      CREATE SCHEMA public; GRANT ALL ON SCHEMA public TO PUBLIC; ${GROUNDWORK}`);
    const stops: Stop<Failure>[] = [];
    for (let next = 0; next < steps.length;) {
      let applied = 0;
      const failure = await way(url, steps.slice(next), () => applied++);
      const { rows } = await client.query<{ line: string }>(STATE);
      stops.push({ applied, failure, state: rows.map(({ line }) => line) });
      next += applied + 1;
    }
    return stops;
  }

  for (let seed = 1; seed <= SEEDS; seed++) {
    it(`is applied as one at a time, and as by the server alone: program ${seed}`, async () => {
      const steps = program(new Random(seed));
      const told = JSON.stringify(steps, null, 2);
      const ours = await apply(0, steps, ahead);
      assert.deepEqual(ours, await apply(1, steps, oneByOne), told);
      assert.deepEqual(ours.map(inShort), await apply(2, steps, byTheServer), told);
    });
  }
});

const ahead: Way<ScriptFailure> = (url, steps, onDone) =>
  connected(url, (connection) => connection.runAll(steps.map(unit), { onDone }));

const oneByOne: Way<ScriptFailure> = (url, steps, onDone) =>
  connected(url, (connection) => runOneByOne(connection, steps.map(unit), { onDone }));

async function connected(
  url: string,
  work: (connection: Awaited<ReturnType<typeof connect>>) => Promise<void>,
): Promise<ScriptFailure | null> {
  const connection = await connect(url);
  try {
    await connection.lock({ kind: 'advisory', key: KEY }, { timeout: 5000 });
    await work(connection);
    return null;
  } catch (error) {
    assert.ok(error instanceof ScriptError, String(error));
    return error.failure;
  } finally {
    await connection.close();
  }
}

function unit({ version, isUp, script }: Step): Unit {
  const values = [BigInt(version)];
  const guard = {
    lock: [{ sql: 'LOCK TABLE public.history IN SHARE ROW EXCLUSIVE MODE', values: [] }],
    check: { sql: 'SELECT 1 FROM public.history WHERE version = $1', values },
    expects: isUp ? 'no row' : 'row',
  } as const;
  const record = isUp ? { sql: INSERT, values: [...values, NAME] } : { sql: DELETE, values };
  return { transactional: true, guard, script, record: [record] };
}

const NAME = `größe \\ ' $$ 🦉`;
const INSERT = 'INSERT INTO public.history VALUES ($1, $2)';
const DELETE = 'DELETE FROM public.history WHERE version = $1';

interface InShort {
  readonly code: string | null;
}

function inShort({ failure, ...stop }: Stop<InShort>): Stop<InShort> {
  return { ...stop, failure: failure && { code: failure.code } };
}

/** Nothing of ours: a transaction each, up to the first that fails or is over too early. */
const byTheServer: Way<InShort> = async (url, steps, onDone) => {
  const client = new Client({ connectionString: url });
  await client.connect();
  try {
    for (const { version, isUp, script } of steps) {
      await client.query('BEGIN');
      const found = await client.query('SELECT FROM public.history WHERE version = $1', [version]);
      if ((found.rowCount === 0) !== isUp) return { code: null };
      const begun = await moment(client);
      await client.query(script);
      await client.query('RESET SESSION AUTHORIZATION; RESET ALL');
      if ((await moment(client)) !== begun) return { code: null };
      await (isUp ? client.query(INSERT, [version, NAME]) : client.query(DELETE, [version]));
      await client.query('COMMIT');
      onDone();
    }
    return null;
  } catch (error) {
    assert.ok(error instanceof DatabaseError, String(error));
    return { code: error.code ?? null };
  } finally {
    await client.end();
  }
};

/** Tells one transaction from the next. */
async function moment(client: Client): Promise<string | undefined> {
  const { rows } = await client.query<{ moment: string }>(
    'SELECT pg_catalog.now()::text AS moment',
  );
  return rows[0]?.moment;
}

/** What there is, as lines. */
const STATE = `
  SELECT line FROM (
    SELECT format('%s %s.%s (%s)', relkind, nspname, relname, (
        SELECT string_agg(format('%s %s', attname, atttypid::regtype), ', ' ORDER BY attnum)
        FROM pg_attribute WHERE attrelid = c.oid AND attnum > 0 AND NOT attisdropped)) AS line
      FROM pg_class c JOIN pg_namespace n ON n.oid = relnamespace
      WHERE nspname IN ('public', 'other')
    UNION ALL SELECT format('function %s', p.oid::regprocedure) FROM pg_proc p
      WHERE pronamespace = 'public'::regnamespace
    UNION ALL SELECT format('operator %s', o.oid::regoperator) FROM pg_operator o
      WHERE oprnamespace = 'public'::regnamespace
    UNION ALL SELECT format('trigger %s on %s', tgname, tgrelid::regclass) FROM pg_trigger
      WHERE NOT tgisinternal
    UNION ALL SELECT format('base %s', b) FROM public.base b
    UNION ALL SELECT format('late %s', l) FROM public.late l
    UNION ALL SELECT format('other %s', o) FROM other.history o
    UNION ALL SELECT format('history %s', h) FROM public.history h) AS lines
  ORDER BY line`;
