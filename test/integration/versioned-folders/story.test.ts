import assert from 'node:assert/strict';
import { createHash } from 'node:crypto';
import { existsSync, readFileSync, renameSync } from 'node:fs';
import { hostname } from 'node:os';
import { describe, it } from 'node:test';
import { assertExit, engines, Shop, type Bench } from '../cli/harness.ts';

const FOLDERS: Readonly<Record<string, string>> = {
  'V001__users/up.sql': 'CREATE TABLE users (id INTEGER PRIMARY KEY, name TEXT NOT NULL);\n',
  'V001__users/down.sql': 'DROP TABLE users;\n',
  'V002__orders/up.sql':
    "CREATE TABLE orders (id INTEGER PRIMARY KEY, note TEXT);\r\nINSERT INTO orders VALUES (1, 'a\r\nb');\r\n",
  'V002__orders/down.sql': 'DROP TABLE orders;\n',
  'V002__orders/metadata.yaml': 'version: 2\ndependencies: [V001__users]\n',
  'V003__last/up.sql': 'INSERT INTO orders VALUES (2, NULL);\n',
  'V003__last/metadata.yaml': 'reversible: false\nnotes: cannot be undone\n',
};

/** As Python's text mode and `hashlib` have it. */
function sum(text: string): string {
  return createHash('sha256').update(text.replaceAll('\r\n', '\n')).digest('hex');
}

for (const [engine, open] of Object.entries(engines)) {
  describe(`a project of versioned folders on ${engine}`, () => {
    async function scene(folders = FOLDERS) {
      const bench = await open();
      const files = Object.entries(folders).map(
        ([path, text]) => [`migrations/${path}`, text] as const,
      );
      const shop = new Shop(Object.fromEntries(files), { DATABASE_URL: bench.url });
      const strata = async (...parameters: readonly string[]) =>
        shop.strata(...parameters, '--convention', 'versioned-folders');
      const exits = async (code: number, ...parameters: readonly string[]) => {
        const result = await strata(...parameters);
        assertExit(result, code);
        return result.stdout + result.stderr;
      };
      return { bench, shop, exits };
    }

    const history = (bench: Bench) =>
      bench.look(`SELECT version, description, checksum, status, metadata, error_message, applied_by,
                         hostname, rollback_at IS NULL AS never_reverted
                  FROM migration_history ORDER BY version`);
    const isTrue = engine === 'sqlite' ? '1' : 'true';

    it('is applied, with a row each as the guide has it', async () => {
      const { bench, exits } = await scene();
      await exits(0, 'up');
      const row = (version: number, description: string, metadata: string | null) => ({
        ...{ version, description, status: 'completed', metadata, error_message: null },
        checksum: sum(FOLDERS[`V00${version}__${description}/up.sql`] ?? ''),
        ...{ applied_by: 'strata', hostname: hostname(), never_reverted: isTrue },
      });
      assert.deepEqual(
        (await history(bench)).map((each) => ({ ...each, version: Number(each.version) })),
        [
          row(1, 'users', null),
          row(2, 'orders', '{"version": 2, "dependencies": ["V001__users"]}'),
          row(3, 'last', '{"reversible": false, "notes": "cannot be undone"}'),
        ],
      );
      assert.deepEqual(await bench.look(`SELECT note FROM orders WHERE id = 1`), [
        { note: 'a\nb' },
      ]);
      await exits(0, 'validate');
      await exits(0, 'status', '--exit-code');
    });

    it('is recognised without being told', async () => {
      const { shop } = await scene();
      assertExit(await shop.strata('up'), 0);
      assert.equal((await shop.json('status')).convention, 'versioned-folders');
    });

    it('dates its rows in UTC, with microseconds', async () => {
      const { bench, exits } = await scene();
      await exits(0, 'up', '--to', '2');
      await exits(0, 'down');
      const near =
        engine === 'sqlite'
          ? `abs(julianday(applied_at) - julianday('now')) * 86400 < 600 AND applied_at GLOB '*T*.??????+00:00' AND rollback_at GLOB '*T*.??????+00:00'`
          : `abs(extract(epoch FROM applied_at - (now() AT TIME ZONE 'UTC'))) < 600 AND rollback_at > applied_at`;
      assert.deepEqual(
        await bench.look(
          `SELECT count(*) AS rows FROM migration_history WHERE version = 2 AND ${near}`,
        ),
        [{ rows: '1' }],
      );
      assert.deepEqual(
        await bench.look(
          'SELECT count(*) AS rows FROM migration_history WHERE execution_time_ms >= 0',
        ),
        [{ rows: '2' }],
      );
    });

    it('is reverted and applied again in one row', async () => {
      const { bench, exits } = await scene();
      await exits(0, 'up', '--to', '2');
      await exits(0, 'down');
      assert.deepEqual(
        (await history(bench)).map(({ status, never_reverted }) => [status, never_reverted]),
        [
          ['completed', isTrue],
          ['rolled_back', isTrue === '1' ? '0' : 'false'],
        ],
      );
      await exits(0, 'up', '--to', '2');
      assert.deepEqual(
        (await history(bench)).map(({ status, never_reverted }) => [status, never_reverted]),
        [
          ['completed', isTrue],
          ['completed', isTrue],
        ],
      );
    });

    it('is not reverted where it says that it must not be', async () => {
      const { exits, bench } = await scene({
        ...FOLDERS,
        'V003__last/down.sql': 'DELETE FROM orders;\n',
      });
      await exits(0, 'up');
      assert.match(
        await exits(1, 'down'),
        /must not be reverted: migrations\/V003__last\/metadata\.yaml/,
      );
      assert.equal(
        (await history(bench)).every(({ status }) => status === 'completed'),
        true,
      );
    });

    it('keeps nothing of a script that fails but its row, which the next one replaces', async () => {
      const failing = {
        ...{ 'V001__a/up.sql': 'CREATE TABLE a (b INTEGER);\nINSERT INTO nowhere VALUES (1);\n' },
        ...{ 'V001__a/down.sql': 'DROP TABLE a;\n', 'V002__b/up.sql': 'SELECT 1;\n' },
      };
      const { bench, shop, exits } = await scene(failing);
      await exits(1, 'up');
      const [failed = {}, ...others] = await history(bench);
      assert.deepEqual(others, []);
      assert.equal(failed.status, 'failed');
      assert.match(String(failed.error_message), /nowhere/);
      await assert.rejects(bench.look('SELECT * FROM a'));
      assert.match(await exits(0, 'status'), /failed/);

      // Failing again is no obstacle either, and neither is a newer failure's text.
      await exits(1, 'up');
      shop.write('migrations/V001__a/up.sql', 'CREATE TABLE a (b INTEGER);\n');
      await exits(0, 'up');
      assert.deepEqual(
        (await history(bench)).map(({ status, error_message }) => [status, error_message]),
        [
          ['completed', null],
          ['completed', null],
        ],
      );
    });

    it('does not mind a failed row whose folder got another number', async () => {
      const { shop, exits } = await scene({
        'V001__a/up.sql': 'CREATE TABLE a (b INTEGER);\n',
        'V003__c/up.sql': 'SELECT * FROM nowhere;\n',
        'V002__b/up.sql': 'SELECT 1;\n',
      });
      await exits(1, 'up');
      renameSync(shop.path('migrations/V003__c'), shop.path('migrations/V004__c'));
      shop.write('migrations/V003__d/up.sql', 'SELECT 1;\n');
      shop.write('migrations/V004__c/up.sql', 'SELECT 1;\n');
      await exits(0, 'up');
      await exits(0, 'status', '--exit-code');
    });

    it('knows rows that application code has written, and reverts none of them', async () => {
      const { bench, shop, exits } = await scene({
        'V002__cursor_sessions/up.sql': 'CREATE TABLE never (a INTEGER);\n',
        'V002__cursor_sessions/metadata.yaml':
          'dependencies: [V001__initial_schema]\nreversible: false\n',
        'V003__next/up.sql': 'CREATE TABLE next (a INTEGER);\n',
        'V003__next/down.sql': 'DROP TABLE next;\n',
        'V003__next/metadata.yaml': 'dependencies: [V002__cursor_sessions]\n',
      });
      await exits(0, 'init');
      const inline = createHash('sha256').update('migrate_to_v2:cursor_sessions').digest('hex');
      await bench.execute(`INSERT INTO migration_history
          (version, description, checksum, applied_at, execution_time_ms, status, applied_by, metadata) VALUES
          (1, 'initial_schema', 'legacy_backfill', '2025-01-31T12:00:00.000001+00:00', 0, 'completed',
           'legacy_backfill', '{"backfilled": true, "original_system": "schema_version"}'),
          (2, 'cursor_sessions', '${inline}', '2025-01-31T12:00:01.000001+00:00', 5, 'completed',
           'migration_runner.py', '{"type": "inline", "complex_data_migration": true}')`);
      const { migrations, summary } = await shop.json(
        'status',
        '--convention',
        'versioned-folders',
      );
      assert.deepEqual(
        migrations?.map(({ version, state, appliedAt }) => [version, state, appliedAt]),
        [
          ['1', 'applied', '2025-01-31T12:00:00.000001Z'],
          ['2', 'applied', '2025-01-31T12:00:01.000001Z'],
          ['3', 'pending', null],
        ],
      );
      assert.deepEqual([summary?.missing, summary?.modified], [0, 0]);
      await exits(0, 'up');
      await exits(0, 'validate');
      await exits(0, 'down');
      assert.match(await exits(1, 'down', '--to', '0'), /applied by application code/);
    });

    it('applies nothing while a number is left out, and says which', async () => {
      const { shop, exits } = await scene({
        'V001__a/up.sql': 'SELECT 1;\n',
        'V003__c/up.sql': 'SELECT 1;\n',
      });
      assert.match(await exits(1, 'up'), /There is no V002 between V001__a and V003__c\./);
      const { problems } = await shop.json('validate');
      assert.deepEqual(
        problems
          ?.filter(({ severity }) => severity === 'error')
          .map(({ code, path }) => [code, path]),
        [['gap', 'migrations/V003__c/up.sql']],
      );
    });

    it('applies nothing whose dependencies are not there, or whose metadata cannot be right', async () => {
      const { shop, exits } = await scene({
        'V001__a/up.sql': 'SELECT 1;\n',
        'V002__b/up.sql': 'SELECT 1;\n',
        'V002__b/metadata.yaml': 'version: 7\ndependencies:\n  - V009__z\nauthro: Ann\n',
      });
      await exits(1, 'up');
      const { problems } = await shop.json('validate');
      assert.deepEqual(
        problems
          ?.filter(({ path }) => path?.endsWith('.yaml'))
          .map(({ code, severity, line, column }) => [code, severity, line, column])
          .toSorted(),
        [
          ['dependency', 'error', 3, 5],
          ['metadata', 'error', 1, 10],
          ['metadata', 'warning', 4, 1],
        ],
      );
    });

    it('applies just one only after what it depends on', async () => {
      const { exits } = await scene({
        'V001__a/up.sql': 'SELECT 1;\n',
        'V002__b/up.sql': 'SELECT 1;\n',
        'V002__b/metadata.yaml': 'dependencies: [V003__c]\n',
        'V003__c/up.sql': 'SELECT 1;\n',
      });
      assert.match(await exits(1, 'up'), /Migration 2 depends on 3, which is not applied\./);
    });

    it('is applied once by two that start together', async () => {
      const { bench, exits } = await scene();
      await Promise.all([exits(0, 'up'), exits(0, 'up')]);
      assert.deepEqual(
        (await history(bench)).map(({ status }) => status),
        ['completed', 'completed', 'completed'],
      );
      assert.deepEqual(await bench.look('SELECT count(*) AS orders FROM orders'), [
        { orders: '2' },
      ]);
    });

    it('leaves a table of the same name alone that is another tool’s', async () => {
      const { bench, exits } = await scene();
      await bench.execute('CREATE TABLE migration_history (id INTEGER, name TEXT)');
      assert.match(await exits(1, 'up'), /foreign-history/);
      assert.deepEqual(await bench.look('SELECT * FROM migration_history'), []);
    });
  });
}

describe('a new versioned folder', () => {
  it('is made with number, author and date, and is applied as it is once it is written', async () => {
    const bench = await engines.sqlite();
    const shop = new Shop(
      { 'migrations/V007__a/up.sql': 'SELECT 1;\n' },
      { DATABASE_URL: bench.url },
    );
    const { created } = await shop.json('create', 'add user-settings', '--author', 'Ann');
    assert.deepEqual(
      created,
      ['up.sql', 'down.sql', 'metadata.yaml'].map(
        (file) => `migrations/V008__add_user_settings/${file}`,
      ),
    );
    const metadata = readFileSync(shop.path(created[2] ?? ''), 'utf8');
    assert.match(
      metadata,
      /^version: 8\ndescription: "add user settings"\nauthor: "Ann"\ncreated: "\d{4}-/,
    );
    shop.write(created[0] ?? '', 'CREATE TABLE a (b INTEGER);\n');
    assertExit(await shop.strata('up'), 0);

    assertExit(await shop.strata('create', 'x', '--timestamp'), 2);
    assert.equal(existsSync(shop.path('migrations/V009__x')), false);
  });
});
