import assert from 'node:assert/strict';
import { describe, it, type TestContext } from 'node:test';
import { assertExit, engines, Shop, type Bench } from '../cli/harness.ts';
import { eventually } from '../../support/eventually.ts';
import { inTransaction, Original, type Session } from './original.ts';

const ID = '20250106090000_count';

/** A migration that would be seen if it were applied twice: nothing of it forbids that. */
function scene(bench: Bench, pause = '') {
  const shop = new Shop(
    {
      [`migrations/${ID}.sql`]: `-- UP\nINSERT INTO effects VALUES ('up');\n${pause}\n-- DOWN\nINSERT INTO effects VALUES ('down');\n`,
    },
    { DATABASE_URL: bench.url },
  );
  return { shop, original: new Original(bench, shop.path('migrations')) };
}

async function effects(bench: Bench): Promise<unknown> {
  const rows = await bench.look(
    'SELECT (SELECT count(*) FROM effects) AS effects, (SELECT count(*) FROM schema_migrations) AS rows',
  );
  return Object.values(rows[0] ?? {}).map(String);
}

/** Ends with the test, so that one that fails leaves no transaction open. */
async function sessionOf(original: Original, test: TestContext): Promise<Session> {
  const session = await original.session();
  test.after(() => session.end());
  return session;
}

/** How sessions stand to the lock that keeps the history from being written. */
function tableLock(bench: Bench, granted: boolean): Promise<unknown> {
  return eventually(async () => {
    const rows = await bench.look(`SELECT 1 AS found FROM pg_locks
      WHERE relation = 'schema_migrations'::regclass AND mode = 'ShareRowExclusiveLock'
        AND ${granted ? '' : 'NOT '}granted`);
    assert.equal(rows.length, 1);
  });
}

describe('Strata and the sections runner at once: postgres', () => {
  it('the runner was faster: nothing is applied a second time', async (test) => {
    const bench = await engines.postgres();
    const { shop, original } = scene(bench);
    await bench.execute('CREATE TABLE effects (what text)');
    await original.migrate(0);
    const session = await sessionOf(original, test);
    await session.execute('BEGIN');
    await original.apply(session, ID);
    const { result } = shop.start(['up']);
    await tableLock(bench, false);
    await session.execute('COMMIT');
    const { code, stderr } = await result;
    assert.equal(code, 1);
    assert.match(stderr, /somebody else has applied or reverted it meanwhile/);
    assert.match(stderr, /Nothing of it was kept/);
    assert.deepEqual(await effects(bench), ['1', '1']);
    assertExit(await shop.strata('up'), 0);
    assert.deepEqual(await effects(bench), ['1', '1']);
  });

  it('Strata was faster: the runner fails whole', async (test) => {
    const bench = await engines.postgres();
    const { shop, original } = scene(bench, 'SELECT pg_advisory_xact_lock(7);');
    await bench.execute('CREATE TABLE effects (what text)');
    await original.migrate(0);
    const holder = await sessionOf(original, test);
    await holder.execute('SELECT pg_advisory_lock(7)');
    const { result } = shop.start(['up']);
    await tableLock(bench, true);
    const session = await sessionOf(original, test);
    // Its script has no pause of its own: what it waits for is the history.
    await session.execute('BEGIN');
    await session.execute(`INSERT INTO effects VALUES ('up')`);
    const inserted = session
      .query('INSERT INTO schema_migrations (id, name, checksum) VALUES ($1, $1, $1)', ID)
      .then(
        () => null,
        (error: unknown) => error as Error,
      );
    await holder.execute('SELECT pg_advisory_unlock(7)');
    assertExit(await result, 0);
    assert.match((await inserted)?.message ?? '', /duplicate key/);
    await session.execute('ROLLBACK');
    assert.deepEqual(await effects(bench), ['1', '1']);
    assert.ok(await original.validate());
  });

  it('the runner reverted it first: nothing is reverted a second time', async (test) => {
    const bench = await engines.postgres();
    const { shop, original } = scene(bench);
    await bench.execute('CREATE TABLE effects (what text)');
    await original.migrate();
    const session = await sessionOf(original, test);
    await session.execute(
      `BEGIN; INSERT INTO effects VALUES ('down'); DELETE FROM schema_migrations`,
    );
    const { result } = shop.start(['down']);
    await tableLock(bench, false);
    await session.execute('COMMIT');
    const { code, stderr } = await result;
    assert.equal(code, 1);
    assert.match(stderr, /somebody else has applied or reverted it meanwhile/);
    assert.deepEqual(await effects(bench), ['2', '0']);
  });
});

for (const [engine, open] of Object.entries(engines)) {
  it(`two of us and the sections runner at once apply it once: ${engine}`, async () => {
    const bench = await open();
    const { shop, original } = scene(bench);
    await bench.execute('CREATE TABLE effects (what text)');
    await original.migrate(0);
    const runner = async (): Promise<number> => {
      const session = await original.session();
      try {
        await inTransaction(session, () => original.apply(session, ID));
        return 0;
      } catch {
        return 1;
      } finally {
        await session.end();
      }
    };
    const [first, second, third] = await Promise.all([
      shop.strata('up'),
      shop.strata('up'),
      runner(),
    ]);
    // Whoever came too late found it applied, or failed whole.
    for (const { code } of [first, second]) assert.ok(code === 0 || code === 1);
    assert.ok([first.code, second.code, third].includes(0));
    assert.deepEqual(await effects(bench), ['1', '1']);
    assertExit(await shop.strata('status', '--exit-code'), 0);
  });
}
