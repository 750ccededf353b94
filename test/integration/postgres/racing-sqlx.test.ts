import assert from 'node:assert/strict';
import { createHash } from 'node:crypto';
import { describe, it, type TestContext } from 'node:test';
import { Client } from 'pg';
import { assertExit, postgresBench, Shop, type Bench } from '../cli/harness.ts';
import { parseAddress } from '../../../src/databases/address.ts';
import { openProject } from '../../../src/project/project.ts';
import { run } from '../../../src/runner/run.ts';
import type { RunEvent } from '../../../src/runner/run-result.ts';
import { usual } from '../runner/support.ts';
import { eventually } from '../../support/eventually.ts';

const UP = `INSERT INTO effects VALUES ('up');`;
const DOWN = `INSERT INTO effects VALUES ('down');`;

/** sqlx-cli on PostgreSQL, as sqlx-postgres/src/migrate.rs does its work, which takes no lock. */
class Sqlx {
  readonly #client: Client;

  private constructor(client: Client) {
    this.#client = client;
  }

  static async connect({ url }: Bench, test: TestContext): Promise<Sqlx> {
    const client = new Client({ connectionString: url });
    await client.connect();
    test.after(() => client.end());
    return new Sqlx(client);
  }

  async makeTable(): Promise<void> {
    await this.#client.query(`CREATE TABLE IF NOT EXISTS _sqlx_migrations (
      version BIGINT PRIMARY KEY, description TEXT NOT NULL,
      installed_on TIMESTAMPTZ NOT NULL DEFAULT now(), success BOOLEAN NOT NULL,
      checksum BYTEA NOT NULL, execution_time BIGINT NOT NULL )`);
  }

  begin() {
    return this.#client.query('BEGIN');
  }

  /** Within the transaction. */
  async apply(version: number, sql = UP): Promise<void> {
    await this.#client.query(sql);
    await this.#client.query(
      `INSERT INTO _sqlx_migrations ( version, description, success, checksum, execution_time )
        VALUES ( $1, $2, TRUE, $3, -1 )`,
      [version, 'count', createHash('sha384').update(sql).digest()],
    );
  }

  async revert(version: number): Promise<void> {
    await this.#client.query(DOWN);
    await this.#client.query('DELETE FROM _sqlx_migrations WHERE version = $1', [version]);
  }

  commit() {
    return this.#client.query('COMMIT');
  }

  /** All that its table does not name, as `sqlx migrate run`; it stops at the first error. */
  async run(versions: readonly number[]): Promise<void> {
    const { rows } = await this.#client.query<{ version: string }>(
      'SELECT version FROM _sqlx_migrations ORDER BY version',
    );
    const applied = new Set(rows.map(({ version }) => Number(version)));
    for (const version of versions.filter((each) => !applied.has(each))) {
      try {
        await this.begin();
        await this.apply(version);
        await this.commit();
      } catch (error) {
        await this.#client.query('ROLLBACK');
        throw error;
      }
    }
  }
}

async function scene(test: TestContext, versions: readonly number[] = [1], pause = '') {
  const bench = await postgresBench();
  await bench.execute('CREATE TABLE effects (what text)');
  const files = versions.flatMap((version) => [
    [`migrations/${version}_count.up.sql`, UP + pause],
    [`migrations/${version}_count.down.sql`, DOWN],
  ]);
  const shop = new Shop(Object.fromEntries(files) as Record<string, string>, {
    DATABASE_URL: bench.url,
  });
  const sqlx = await Sqlx.connect(bench, test);
  await sqlx.makeTable();
  return { bench, shop, sqlx };
}

async function effects(bench: Bench): Promise<unknown> {
  const [row] = await bench.look(`SELECT
    (SELECT count(*) FROM effects WHERE what = 'up') AS up,
    (SELECT count(*) FROM effects WHERE what = 'down') AS down,
    (SELECT count(*) FROM _sqlx_migrations) AS rows`);
  return row;
}

function tableLock(bench: Bench, granted: boolean, mode = 'ShareRowExclusiveLock'): Promise<void> {
  return eventually(async () => {
    const rows = await bench.look(`SELECT 1 AS found FROM pg_locks
      WHERE relation = '_sqlx_migrations'::regclass AND mode = '${mode}'
        AND ${granted ? '' : 'NOT '}granted`);
    assert.equal(rows.length, 1);
  });
}

describe('Strata and sqlx-cli, which takes no lock, at once', () => {
  it('sqlx was faster: nothing is applied a second time', async (test) => {
    const { bench, shop, sqlx } = await scene(test);
    await sqlx.begin();
    await sqlx.apply(1);
    const { result } = shop.start(['up']);
    await tableLock(bench, false);
    await sqlx.commit();
    const { code, stderr } = await result;
    assert.equal(code, 1);
    assert.match(stderr, /somebody else has applied or reverted it meanwhile/);
    assert.match(stderr, /Nothing of it was kept/);
    assert.deepEqual(await effects(bench), { up: '1', down: '0', rows: '1' });
  });

  it('Strata was faster: sqlx fails whole', async (test) => {
    const { bench, shop, sqlx } = await scene(test, [1], '\nSELECT pg_advisory_xact_lock(7);');
    const pausing = new Client({ connectionString: bench.url });
    await pausing.connect();
    test.after(() => pausing.end());
    await pausing.query('SELECT pg_advisory_lock(7)');
    const { result } = shop.start(['up']);
    await tableLock(bench, true);
    const applied = sqlx.run([1]).then(
      () => null,
      (error: unknown) => error as Error,
    );
    await tableLock(bench, false, 'RowExclusiveLock');
    await pausing.query('SELECT pg_advisory_unlock(7)');
    assertExit(await result, 0);
    assert.match((await applied)?.message ?? '', /duplicate key/);
    assert.deepEqual(await effects(bench), { up: '1', down: '0', rows: '1' });
  });

  it('sqlx reverted it first: nothing is reverted a second time', async (test) => {
    const { bench, shop, sqlx } = await scene(test);
    await sqlx.run([1]);
    await sqlx.begin();
    await sqlx.revert(1);
    const { result } = shop.start(['down']);
    await tableLock(bench, false);
    await sqlx.commit();
    const { code, stderr } = await result;
    assert.equal(code, 1);
    assert.match(stderr, /somebody else has applied or reverted it meanwhile/);
    assert.deepEqual(await effects(bench), { up: '1', down: '1', rows: '0' });
  });

  it('both again and again, over a hundred migrations: each is applied once', async (test) => {
    const versions = Array.from({ length: 100 }, (_, index) => index + 1);
    const { bench, shop, sqlx } = await scene(test, versions);
    const project = await openProject(shop.folder, { convention: 'sqlx' });
    const target = parseAddress(bench.url, { base: shop.folder, env: {} });
    const overtaken = { strata: 0, sqlx: 0 };
    const begun = Promise.withResolvers<undefined>();
    const onEvent = ({ kind }: RunEvent) => {
      if (kind === 'started') begun.resolve(undefined);
    };
    const strata = async () => {
      for (;;) {
        const { failure } = await run(project, target, { kind: 'up' }, { ...usual, onEvent });
        if (failure === null) return;
        assert.match(failure.message, /applied or reverted it meanwhile|deadlock/);
        overtaken.strata++;
      }
    };
    const other = async () => {
      await begun.promise;
      for (let isDone = false; !isDone;) {
        isDone = await sqlx.run(versions).then(
          () => true,
          () => false,
        );
        if (!isDone) overtaken.sqlx++;
      }
    };
    await Promise.all([strata(), other()]);
    test.diagnostic(`overtaken: Strata ${overtaken.strata} times, sqlx ${overtaken.sqlx} times`);
    assert.ok(overtaken.strata + overtaken.sqlx > 0, 'they have met');
    assert.deepEqual(await effects(bench), { up: '100', down: '0', rows: '100' });
    assertExit(await shop.strata('status', '--exit-code'), 0);
  });
});
