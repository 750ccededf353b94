import assert from 'node:assert/strict';
import { createHash } from 'node:crypto';
import { after, before, describe, it } from 'node:test';
import { Client } from 'pg';
import { parseAddress } from '../../../src/databases/address.ts';
import { openShadow } from '../../../src/databases/open.ts';
import type { Shadow, ShadowScript, ShadowSettings } from '../../../src/databases/shadow.ts';
import type { PostgresTarget } from '../../../src/databases/target.ts';
import { asPostgres, postgres, postgresServer, type Postgres } from '../../support/postgres.ts';
import { eventually } from '../../support/eventually.ts';
import { Search, SECRET } from '../../support/secret.ts';
import { isStrataError } from '../contract.ts';
import { noBookkeeping, shadowContract } from '../shadow-contract.ts';

let server: Postgres;
let admin: Client;
let target: PostgresTarget;

/** Tells our scratch databases from those of other tests on the same server. */
const PROJECT = `/shadow-tests/${process.pid}`;
const prefixOf = (project: string): string =>
  `strata_shadow_${createHash('sha256').update(project).digest('hex').slice(0, 8)}_`;

before(async () => {
  server = await postgres();
  admin = new Client({ connectionString: server.url('postgres') });
  await admin.connect();
  const { url } = await server.createDatabase();
  target = targetOf(url);
});
after(() => admin.end());

function targetOf(url: string): PostgresTarget {
  const parsed = parseAddress(url, { base: process.cwd(), env: {} });
  assert.ok(parsed.engine === 'postgres');
  return parsed;
}

interface Opened {
  readonly on?: PostgresTarget;
  readonly isOwnServer?: boolean;
  readonly settings?: Partial<ShadowSettings>;
}

function open({ on = target, isOwnServer = true, settings = {} }: Opened = {}): Promise<Shadow> {
  const place = { kind: 'scratch', target: on, project: PROJECT, isOwnServer } as const;
  return openShadow(place, { ...noBookkeeping, ...settings });
}

function script(sql: string, transactional = true): ShadowScript {
  return { version: '1', sql, transactional };
}

async function databases(prefix = prefixOf(PROJECT)): Promise<readonly string[]> {
  const { rows } = await admin.query<{ datname: string }>(
    'SELECT datname FROM pg_database WHERE starts_with(datname, $1) ORDER BY 1',
    [prefix],
  );
  return rows.map(({ datname }) => datname);
}

/** The sessions on our scratch databases, and those that hold their makers' locks. */
async function killAll(): Promise<void> {
  for (const name of await databases()) {
    const key = BigInt(`0x${name.split('_')[4] ?? ''}`);
    await admin.query(
      `SELECT pg_terminate_backend(pid, 10000) FROM (
        SELECT pid FROM pg_stat_activity WHERE datname = $1
        UNION SELECT pid FROM pg_locks WHERE locktype = 'advisory'
          AND (classid::bigint << 32 | objid::bigint) = $2) s`,
      [name, key],
    );
  }
}

shadowContract('PostgreSQL', {
  engine: 'postgres',
  open: () => open(),
  kill: killAll,
  remains: () => databases(),
});

describe('scratch databases', () => {
  const leftover = async (name: string, comment: string | null): Promise<string> => {
    await admin.query(`CREATE DATABASE ${name}`);
    if (comment !== null) await admin.query(`COMMENT ON DATABASE ${name} IS '${comment}'`);
    return name;
  };
  const commentOf = async (name: string): Promise<string> => {
    const { rows } = await admin.query<{ comment: string }>(
      `SELECT shobj_description(oid, 'pg_database') AS comment FROM pg_database WHERE datname = $1`,
      [name],
    );
    return rows[0]?.comment ?? '';
  };

  it('are swept when their maker is gone, and nothing else is', async () => {
    const living = await open();
    const [theirs = ''] = await databases();
    const comment = await commentOf(theirs);
    assert.match(comment, /^Strata: a scratch database .* process \d+ at \d{4}-.*may be dropped/);

    const prefix = prefixOf(`${PROJECT}/gone`);
    const gone = await leftover(`${prefix}1_0123456789a1_1`, comment);
    const connected = await leftover(`${prefix}1_0123456789a2_1`, comment);
    const locked = await leftover(`${prefix}1_0123456789a3_1`, comment);
    const uncommented = await leftover(`${prefix}1_0123456789a4_1`, null);
    const otherComment = await leftover(`${prefix}1_0123456789a5_1`, 'mine');
    const otherName = await leftover(`${prefix}mine`, comment);
    const kept = [connected, locked, uncommented, otherComment, otherName].sort();
    const client = new Client({ connectionString: server.url(connected) });
    await client.connect();
    try {
      // As a maker does, in whichever database it sits.
      await client.query('SELECT pg_advisory_lock($1)', [BigInt('0x0123456789a3')]);
      const sweeper = await open();
      assert.deepEqual(await databases(prefix), kept);
      assert.ok(!kept.includes(gone));
      assert.ok((await databases()).includes(theirs));
      assert.equal((await living.attempt(script('SELECT 1'))).failure, null);
      await sweeper.close();
    } finally {
      await client.end();
      await living.close();
      for (const name of kept) await admin.query(`DROP DATABASE IF EXISTS ${name}`);
    }
    assert.deepEqual(await databases(), []);
  });

  it('sort and encode as the environment’s own', async () => {
    const name = `${prefixOf(PROJECT)}latin`;
    await admin.query(
      `CREATE DATABASE ${name} TEMPLATE template0 ENCODING 'LATIN1' LOCALE_PROVIDER icu ICU_LOCALE 'de' LC_COLLATE 'C' LC_CTYPE 'C'`,
    );
    const shadow = await open({ on: targetOf(server.url(name)) });
    const { rows } = await admin.query(
      `SELECT DISTINCT pg_encoding_to_char(encoding) AS encoding, datlocprovider, datlocale, datcollate
        FROM pg_database WHERE starts_with(datname, $1)`,
      [prefixOf(PROJECT)],
    );
    assert.deepEqual(rows, [
      { encoding: 'LATIN1', datlocprovider: 'i', datlocale: 'de', datcollate: 'C' },
    ]);
    await shadow.close();
    await admin.query(`DROP DATABASE ${name}`);
  });

  it('have the settings of the environment’s own, where that is on their server', async () => {
    const { name, url } = await server.createDatabase();
    await admin.query(`ALTER DATABASE ${name} SET search_path = app, public, "odd, one"`);
    await admin.query(`ALTER DATABASE ${name} SET "my.word" = 'a=b'`);
    await admin.query(`ALTER DATABASE ${name} SET "my.role" = 'anybody'`);
    await admin.query(`ALTER ROLE ${server.user} IN DATABASE ${name} SET "my.role" = 'us'`);
    const other = `other_${process.pid}`;
    await admin.query(`CREATE ROLE ${other}`);
    await admin.query(`ALTER ROLE ${other} IN DATABASE ${name} SET "my.word" = 'theirs'`);
    const sql = `DO $$ BEGIN
      ASSERT current_setting('search_path') = 'app, public, "odd, one"', 'path';
      ASSERT current_setting('my.word') = 'a=b', 'word';
      ASSERT current_setting('my.role') = 'us', 'role';
    END $$`;
    for (const isOwnServer of [true, false]) {
      const shadow = await open({ on: targetOf(url), isOwnServer });
      await shadow.goTo([]);
      const { failure } = await shadow.attempt(script(sql));
      await shadow.close();
      assert.equal(failure === null, isOwnServer, failure?.message);
    }
    await admin.query(`DROP ROLE ${other}`);
  });

  it('are made anew when somebody drops them, in the middle of a check or before', async () => {
    const shadow = await open();
    await shadow.goTo([script('CREATE TABLE t (x integer)')]);
    const dropAll = async (): Promise<void> => {
      for (const name of await databases()) await admin.query(`DROP DATABASE ${name} WITH (FORCE)`);
    };
    const passes = async (sql: string, transactional = true): Promise<void> => {
      assert.equal((await shadow.attempt(script(sql, transactional))).failure, null);
    };
    await dropAll();
    await passes('SELECT x FROM t');
    await dropAll();
    await passes('VACUUM t', false);
    await dropAll();
    assert.ok((await shadow.schema()).objects.some(({ name }) => name === 't'));

    // Its first time ends with its session, since locks of another database are only looked at.
    const held = `(SELECT 1 FROM pg_locks WHERE locktype = 'advisory' AND objid = ${process.pid}
      AND classid = 0)`;
    await admin.query('SELECT pg_advisory_lock($1)', [process.pid]);
    const loop = `WHILE EXISTS ${held} LOOP PERFORM pg_sleep(0.01); END LOOP`;
    const waiting = passes(`SELECT x FROM t; DO $$ BEGIN ${loop}; END $$`);
    await eventually(async () => {
      const { rows } = await admin.query(
        `SELECT 1 FROM pg_stat_activity WHERE datname = ANY ($1) AND query LIKE '%LOOP%'`,
        [await databases()],
      );
      assert.equal(rows.length, 1);
    });
    await dropAll();
    await admin.query('SELECT pg_advisory_unlock($1)', [process.pid]);
    await waiting;
    await shadow.close();
    assert.deepEqual(await databases(), []);
  });

  it('take the right to make them, and it is said where that lacks', async () => {
    const role = `poor_${process.pid}`;
    await admin.query(`CREATE ROLE ${role} LOGIN PASSWORD 'secret'`);
    const on = targetOf(server.url('postgres').replace('postgres:secret', `${role}:secret`));
    await assert.rejects(open({ on }), (error) => {
      assert.ok(isStrataError('connect')(error));
      const { message, hint } = error as Error & { hint: string };
      assert.match(message, /^No scratch database can be had .*permission denied/);
      assert.match(hint, /ALTER ROLE "poor_\d+" CREATEDB.*shadowUrl.*pglite:/);
      return true;
    });
    await admin.query(`DROP ROLE ${role}`);
  });

  it('come back after their server', async () => {
    const own = await postgresServer();
    const on = targetOf(asPostgres(own).url('postgres'));
    const shadow = await open({ on });
    const table = script('CREATE TABLE t (x integer)');
    await shadow.goTo([table]);
    await own.stop();
    await assert.rejects(shadow.attempt(script('SELECT x FROM t')), isStrataError('connect'));
    await own.start();
    assert.equal((await shadow.attempt(script('SELECT x FROM t'))).failure, null);
    const dying = shadow.attempt(script('SELECT pg_sleep(600)'));
    await Promise.all([assert.rejects(dying, isStrataError('connect')), own.kill()]);
    await own.start();
    assert.equal((await shadow.attempt(script('SELECT x FROM t'))).failure, null);
    await shadow.close();
    await own.stop();
  });
});

describe('a shadow on a server', () => {
  let shadow: Shadow;
  const history = { sql: 'CREATE TABLE IF NOT EXISTS history (version bigint)', values: [] };

  before(async () => {
    const ownTables = [{ schema: null, name: 'history' }];
    shadow = await open({ isOwnServer: false, settings: { own: [history], ownTables } });
  });
  after(() => shadow.close());

  const failureOf = async (sql: string): Promise<string | null> =>
    (await shadow.attempt(script(sql))).failure?.message ?? null;

  it('has the tool’s own tables, which are no part of its schema', async () => {
    await shadow.goTo([]);
    assert.equal(await failureOf('SELECT version FROM history'), null);
    const { objects } = await shadow.schema();
    assert.ok(!objects.some(({ name }) => name === 'history'));
  });

  it('sets sequences back, wherever they were', async () => {
    await shadow.goTo([
      script(`CREATE TABLE t (id serial PRIMARY KEY); INSERT INTO t DEFAULT VALUES;
        CREATE SEQUENCE fresh; CREATE SEQUENCE "Later"; ALTER SEQUENCE "Later" RESTART WITH 50;`),
    ]);
    const draw = `INSERT INTO t DEFAULT VALUES;
      DO $$ BEGIN
        ASSERT (SELECT max(id) FROM t) = 2;
        ASSERT nextval('fresh') = 1 AND nextval('"Later"') = 50;
      END $$; SELECT nope`;
    for (let time = 1; time <= 3; time++) {
      assert.equal(await failureOf(draw), 'column "nope" does not exist');
    }
  });

  it('finds each script in a session as new', async () => {
    await shadow.goTo([]);
    const untidy = `PREPARE p AS SELECT 1; SELECT pg_advisory_lock(1); SET search_path = nowhere;
      CREATE TEMPORARY TABLE mine (x integer); SET CONSTRAINTS ALL DEFERRED;`;
    for (let time = 1; time <= 2; time++) assert.equal(await failureOf(untidy), null);
    assert.equal(await failureOf('CREATE TABLE ordinary (x integer)'), null);
  });

  it('reads the schema also where a script has forgotten or changed what its session knows', async () => {
    await shadow.goTo([script('CREATE TABLE t (x integer);')]);
    const before = await shadow.schema();
    for (const sql of ['PREPARE p AS SELECT 1', 'DEALLOCATE ALL', 'SET search_path = public']) {
      for (let time = 1; time <= 2; time++) {
        const { schema } = await shadow.attempt(script(sql), { schema: true });
        assert.deepEqual(schema, before, sql);
        assert.deepEqual(await shadow.schema(), before, sql);
      }
    }
  });

  it('looks at deferred constraints as a commit does', async () => {
    await shadow.goTo([
      script(`CREATE TABLE a (id integer PRIMARY KEY);
        CREATE TABLE b (a integer REFERENCES a DEFERRABLE INITIALLY DEFERRED);`),
    ]);
    assert.match((await failureOf('INSERT INTO b VALUES (7)')) ?? '', /violates foreign key/);
    assert.equal(await failureOf('INSERT INTO b VALUES (7); INSERT INTO a VALUES (7)'), null);
  });

  it('lets nothing reach the whole server, however deep it is hidden', async () => {
    const role = `hidden_${process.pid}`;
    const make = `CREATE FUNCTION make() RETURNS void LANGUAGE plpgsql AS
      $$ BEGIN EXECUTE 'CREATE' || ' ROLE ${role}'; END $$;`;
    const table = 'CREATE TABLE kept (x integer);';
    for (const transactional of [true, false]) {
      const call = transactional ? 'SELECT make()' : `DO $$ BEGIN CREATE ROLE ${role}; END $$`;
      const hidden = script(`${make} ${table} ${call}; INSERT INTO kept VALUES (1)`, transactional);
      const { leftOut } = await shadow.goTo([hidden]);
      assert.deepEqual(
        leftOut.map(({ statement }) => hidden.sql.slice(statement.start, statement.end)),
        [call],
      );
      assert.equal(await failureOf('SELECT 1 / (SELECT x FROM kept)'), null);
      const { rows } = await admin.query('SELECT 1 FROM pg_roles WHERE rolname = $1', [role]);
      assert.deepEqual(rows, []);
    }
  });

  it('says of what it lacks that it is not checked, and of all that follows', async () => {
    await shadow.goTo([]);
    const lacking = [
      'CREATE EXTENSION not_there',
      'CREATE TABLE places (at not_there_point)',
      'INSERT INTO places VALUES (not_there_make(1))',
      'GRANT SELECT ON fine TO nobody_here',
    ];
    const sql = `CREATE TABLE fine (x integer);\n${lacking.join(';\n')};\nSELECT x FROM fine`;
    const { failure, leftOut } = await shadow.attempt(script(sql));
    assert.equal(failure, null);
    assert.deepEqual(
      leftOut.map(({ statement }) => sql.slice(statement.start, statement.end)),
      lacking,
    );
    assert.equal(
      (await shadow.attempt(script(`${sql}; SELECT y FROM fine`))).failure?.message,
      'column "y" does not exist',
    );
  });

  it('keeps passwords out of what it says', async () => {
    const search = new Search('shadow');
    const quoted = `'${SECRET.replaceAll("'", "''")}'`;
    for (const sql of [
      `CREATE ROLE app PASSWORD ${quoted}; CREATE TABLE t (); GRANT SELECT ON t TO app`,
      `CREATE USER MAPPING FOR app SERVER s OPTIONS (user 'a', password ${quoted})`,
    ]) {
      await shadow.goTo([]);
      const { leftOut } = await shadow.attempt(script(sql));
      search.assertSilent(JSON.stringify(leftOut), sql.slice(0, 12));
      search.assertSilent(JSON.stringify(await shadow.goTo([script(sql)]).catch(String)), 'goTo');
    }
    const wrong = new URL(server.url('postgres'));
    wrong.password = encodeURIComponent(SECRET);
    await assert.rejects(open({ on: targetOf(wrong.href) }), (error) => {
      search.assertSilent(`${String(error)} ${JSON.stringify(error)}`, 'a refused password');
      return true;
    });
    search.end();
  });
});
