import assert from 'node:assert/strict';
import { existsSync, readFileSync, rmSync } from 'node:fs';
import { describe, it } from 'node:test';
import { assertExit, engines, Shop, type Bench } from './harness.ts';

const migrations = {
  'migrations/0001_users.sql': 'CREATE TABLE users (id integer PRIMARY KEY);\n',
  'migrations/0002_add_widgets.up.sql': 'CREATE TABLE widgets (id integer PRIMARY KEY);\n',
  'migrations/0002_add_widgets.down.sql': 'DROP TABLE widgets;\n',
  'migrations/0003_index_widgets.up.sql':
    '-- By id.\nCREATE INDEX IF NOT EXISTS by_id ON widgets (id);\n',
  'migrations/0003_index_widgets.down.sql': 'DROP INDEX IF EXISTS by_id;\n',
};

for (const [engine, open] of Object.entries(engines)) {
  describe(`the commands on ${engine}`, () => {
    async function shop(files: Record<string, string> = migrations): Promise<Shop & Bench> {
      const bench = await open();
      return Object.assign(new Shop(files, { DATABASE_URL: bench.url }), bench);
    }

    const applied = async (bench: Bench): Promise<readonly unknown[]> => {
      const rows = await bench.look('SELECT version FROM _sqlx_migrations ORDER BY version');
      return rows.map(({ version }) => version);
    };

    it('shows what is pending before there is any history, and changes nothing', async () => {
      const at = await shop();
      const status = await at.json('status');
      assert.equal(status.exit, 0);
      assert.equal(status.error, null);
      assert.equal(status.project, 'shop');
      assert.equal(status.environment, null);
      assert.equal(status.convention, 'sqlx');
      assert.equal(status.database?.engine, engine);
      assert.equal(status.database.exists, engine === 'postgres');
      assert.equal(status.database.source, 'DATABASE_URL in the environment');
      assert.match(status.database.version, /^\d+\.\d+/);
      assert.equal(
        status.historyTable,
        engine === 'postgres' ? 'public._sqlx_migrations' : '_sqlx_migrations',
      );
      assert.deepEqual(status.summary, {
        ...{ applied: 0, pending: 3, modified: 0, missing: 0, failed: 0, outOfOrder: 0 },
      });
      assert.deepEqual(status.migrations?.[1], {
        version: '2',
        description: 'add widgets',
        state: 'pending',
        reversible: true,
        path: 'migrations/0002_add_widgets.up.sql',
        downPath: 'migrations/0002_add_widgets.down.sql',
        appliedAt: null,
        durationMs: null,
        checksum:
          '723ebe6ff81d0dddff14c833254d4c10a5bbc9d9522eff61d396ac1e05a27a0e4c62e6d2c388797ae4bff0f4cf9a279a',
        appliedChecksum: null,
        history: null,
        difference: null,
        statements: null,
        unfinished: null,
        problems: [],
      });
      if (engine === 'sqlite') assert.equal(existsSync(at.url.replace('sqlite:', '')), false);
      else
        assert.deepEqual(await at.look("SELECT 1 FROM pg_tables WHERE schemaname = 'public'"), []);
    });

    it('says by the exit code, when asked, whether anything is pending or wrong', async () => {
      const at = await shop();
      assert.equal((await at.strata('status', '--exit-code')).code, 1);
      await at.strata('up');
      assert.equal((await at.strata('status', '--exit-code')).code, 0);
      rmSync(at.path('migrations/0001_users.sql'));
      assert.equal((await at.strata('status', '--exit-code')).code, 1);
      assert.equal((await at.strata('status', '--exit-code', '--ignore-missing')).code, 0);
      assert.equal((await at.strata('status')).code, 0);
    });

    it('applies all, some, or up to a version', async () => {
      const at = await shop();
      const first = await at.json('up', '--steps', '1');
      assert.deepEqual(
        [first.exit, first.applied.map(({ version }) => version), first.reverted, first.failed],
        [0, ['1'], [], null],
      );
      assert.equal(typeof first.applied[0]?.durationMs, 'number');
      const second = await at.json('up', '--to', '0002');
      assert.deepEqual(
        second.applied.map(({ version }) => version),
        ['2'],
      );
      assert.deepEqual((await at.json('up')).applied.length, 1);
      const nothing = await at.json('up');
      assert.deepEqual([nothing.exit, nothing.error, nothing.applied], [0, null, []]);
      assert.deepEqual(await applied(at), ['1', '2', '3']);
    });

    it('reverts one, several, or down to a version', async () => {
      const at = await shop();
      await at.strata('up');
      const one = await at.json('down');
      assert.deepEqual(
        one.reverted.map(({ version }) => version),
        ['3'],
      );
      await at.strata('up');
      const two = await at.json('down', '2');
      assert.deepEqual(
        two.reverted.map(({ version }) => version),
        ['3', '2'],
      );
      await at.strata('up');
      assertExit(await at.strata('down', '--to', '2'), 0);
      assert.deepEqual(await applied(at), ['1', '2']);
      assertExit(await at.strata('down', '--steps', '1'), 0);
      assert.deepEqual(await applied(at), ['1']);
    });

    it('refuses to revert what has no way back, unless asked to pass over it', async () => {
      const at = await shop();
      await at.strata('up');
      for (const refused of [
        await at.json('down', '3'),
        await at.json('down', '--to', '0'),
        await at.json('to', '0'),
      ]) {
        assert.equal(refused.exit, 1);
        assert.equal(refused.error?.code, 'refused');
        assert.deepEqual(refused.reverted, []);
        assert.deepEqual(
          refused.problems.map(({ code, version }) => [code, version]),
          [['irreversible', '1']],
        );
      }
      assert.deepEqual(await applied(at), ['1', '2', '3']);
      const passed = await at.json('down', '--to', '0', '--skip-irreversible');
      assert.deepEqual(
        passed.reverted.map(({ version }) => version),
        ['3', '2'],
      );
      assert.deepEqual(await applied(at), ['1']);
    });

    it('goes to a version, up or down', async () => {
      const at = await shop();
      const up = await at.json('to', '2');
      assert.deepEqual([up.command, up.applied.length, up.reverted.length], ['to', 2, 0]);
      await at.strata('up');
      const down = await at.json('to', '--version', '1');
      assert.deepEqual([down.applied.length, down.reverted.length], [0, 2]);
      assert.deepEqual(await applied(at), ['1']);
    });

    it('reverts the newest and applies it again', async () => {
      const at = await shop();
      await at.strata('up');
      const redone = await at.json('redo', '2');
      assert.deepEqual(
        redone.reverted.map(({ version }) => version),
        ['3', '2'],
      );
      assert.deepEqual(
        redone.applied.map(({ version }) => version),
        ['2', '3'],
      );
      assert.deepEqual(await applied(at), ['1', '2', '3']);
    });

    it('plans what each would do, with the SQL, and does nothing', async () => {
      const at = await shop();
      await at.strata('up', '--to', '2');
      const plan = await at.json('plan');
      assert.equal(plan.exit, 0);
      assert.deepEqual(plan.steps, [
        {
          direction: 'up',
          version: '3',
          description: 'index widgets',
          path: 'migrations/0003_index_widgets.up.sql',
          sql: '-- By id.\nCREATE INDEX IF NOT EXISTS by_id ON widgets (id);\n',
          transaction: true,
        },
      ]);
      const steps = async (...parameters: string[]) =>
        (await at.plan(...parameters)).steps?.map((step) => step.direction + step.version);
      assert.deepEqual(await steps('plan', 'down'), ['down2']);
      assert.deepEqual(await steps('plan', 'to', '3'), ['up3']);
      assert.deepEqual(await steps('plan', 'redo'), ['down2', 'up2']);
      assert.deepEqual(await steps('up', '--dry-run'), ['up3']);
      assert.deepEqual(await steps('down', '--dry-run'), ['down2']);
      assert.deepEqual(await steps('to', '2', '--dry-run'), []);
      assert.deepEqual(await steps('redo', '--dry-run'), ['down2', 'up2']);
      const refused = await at.json('plan', 'down', '2');
      assert.deepEqual([refused.exit, refused.error?.code], [1, 'refused']);
      assert.deepEqual(await applied(at), ['1', '2']);
    });

    it('gives the row’s own columns, in JSON', async () => {
      const at = await shop();
      await at.strata('up', '--steps', '1');
      const [row] = await at.look(
        'SELECT *, CAST(installed_on AS text) AS stored FROM _sqlx_migrations',
      );
      const [migration] = (await at.json('status')).migrations ?? [];
      const { installed_on: installedOn, ...history } = migration?.history ?? {};
      assert.deepEqual(history, {
        version: 1,
        description: 'users',
        success: engine === 'sqlite' ? 1 : true,
        checksum: row?.checksum,
        execution_time: Number(row?.execution_time),
      });
      assert.match(String(installedOn), /^\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d(\.\d+)?Z$/);
      assert.equal(installedOn, migration?.appliedAt);
      assert.equal(migration?.appliedChecksum, row?.checksum);
      assert.equal(migration?.durationMs, Number(row?.execution_time) / 1e6);
      const stored = String(row?.stored).replace(' ', 'T').replace(/\+00$/, '');
      assert.equal(installedOn, `${stored}Z`);
    });

    it('tells whether files and history agree', async () => {
      const at = await shop();
      await at.strata('up', '--to', '2');
      const good = await at.json('validate');
      assert.deepEqual([good.exit, good.valid, good.problems], [0, true, []]);
      at.write('migrations/0001_users.sql', 'CREATE TABLE people (id integer);\n');
      rmSync(at.path('migrations/0002_add_widgets.up.sql'));
      rmSync(at.path('migrations/0002_add_widgets.down.sql'));
      const bad = await at.json('validate');
      assert.deepEqual([bad.exit, bad.valid, bad.error], [1, false, null]);
      assert.deepEqual(
        bad.problems?.map(({ code, version, path }) => [code, version, path]),
        [
          ['modified', '1', 'migrations/0001_users.sql'],
          ['missing', '2', null],
        ],
      );
      const without = await at.json('validate', '--ignore-missing');
      assert.deepEqual(
        without.problems?.map(({ code }) => code),
        ['modified'],
      );
    });

    it('judges the plan whole: nothing runs, and every reason is listed', async () => {
      const at = await shop();
      await at.strata('up', '--to', '2');
      at.write('migrations/0001_users.sql', 'CREATE TABLE people (id integer);\n');
      rmSync(at.path('migrations/0002_add_widgets.up.sql'));
      rmSync(at.path('migrations/0002_add_widgets.down.sql'));
      const refused = await at.json('up');
      assert.deepEqual(
        [refused.exit, refused.error?.code, refused.problems.map(({ code }) => code)],
        [1, 'refused', ['modified', 'missing']],
      );
      assert.deepEqual(await applied(at), ['1', '2']);
      at.write('migrations/0001_users.sql', migrations['migrations/0001_users.sql']);
      assertExit(await at.strata('up', '--ignore-missing'), 0);
      assert.deepEqual(await applied(at), ['1', '2', '3']);
    });

    it('applies out of order, with a warning', async () => {
      const at = await shop();
      await at.strata('up');
      at.write('migrations/0000_first.sql', 'CREATE TABLE first (id integer);\n');
      const status = await at.json('status');
      assert.deepEqual(status.migrations?.[0]?.state, 'out-of-order');
      assert.equal(status.summary?.outOfOrder, 1);
      const up = await at.json('up');
      assert.deepEqual(
        [up.exit, up.applied.map(({ version }) => version), up.problems.map(({ code }) => code)],
        [0, ['0'], ['out-of-order']],
      );
    });

    it('stops at the failing statement and says what was kept', async () => {
      const at = await shop({
        ...migrations,
        'migrations/0004_broken.sql':
          'CREATE TABLE kept_not (id integer);\n\n  INSERT INTO userz VALUES (1);\n',
      });
      const failed = await at.json('up');
      assert.equal(failed.exit, 1);
      assert.equal(failed.error?.code, 'failed');
      assert.match(
        failed.error.message,
        /^broken failed at line 3: .*userz.*\. Nothing of it was kept; 3 earlier migrations are done\.$/,
      );
      assert.deepEqual(
        failed.applied.map(({ version }) => version),
        ['1', '2', '3'],
      );
      const { message, code, column, ...where } = failed.failed ?? {};
      assert.match(String(message), /userz/);
      assert.equal(code, engine === 'sqlite' ? 'SQLITE_ERROR' : '42P01');
      assert.equal(column, engine === 'sqlite' ? 3 : 15);
      assert.deepEqual(where, {
        version: '4',
        path: 'migrations/0004_broken.sql',
        line: 3,
        statement: 'INSERT INTO userz VALUES (1)',
        detail: null,
        hint: null,
        kept: 'nothing',
      });
      assert.deepEqual(await applied(at), ['1', '2', '3']);
    });

    it('keeps the statements before the failing one where there is no transaction', async () => {
      const at = await shop({
        'migrations/1_no_way.sql':
          '-- no-transaction\nCREATE TABLE stays (id integer);\nINSERT INTO userz VALUES (1);\n',
      });
      const failed = await at.json('up');
      assert.deepEqual([failed.exit, failed.failed?.kept], [1, 'completed']);
      assert.match(failed.error?.message ?? '', /Its first statement is in the database/);
      const status = await at.json('status');
      assert.equal(status.migrations?.[0]?.state, 'failed');
      const again = await at.json('up');
      assert.deepEqual([again.exit, again.problems.map(({ code }) => code)], [1, ['failed']]);
    });
  });
}

describe('create', () => {
  it('makes files as the tool would, without any database', async () => {
    const shop = new Shop();
    // Nothing tells yet which tool the project is for.
    const sqlx = ['--convention', 'sqlx'];
    const simple = await shop.json('create', 'add', 'users', '--sequential', ...sqlx);
    assert.deepEqual(simple.created, ['migrations/0001_add_users.sql']);
    assert.equal(
      readFileSync(shop.path('migrations/0001_add_users.sql'), 'utf8'),
      '-- Add migration script here\n',
    );
    const pair = await shop.json('create', 'add widgets', '--reversible');
    assert.deepEqual(pair.created, [
      'migrations/0002_add_widgets.up.sql',
      'migrations/0002_add_widgets.down.sql',
    ]);
    const inferred = await shop.strata('create', 'add_things');
    assert.deepEqual(inferred, {
      code: 0,
      stdout:
        'created migrations/0003_add_things.up.sql\ncreated migrations/0003_add_things.down.sql\n',
      stderr: '',
    });
    const stamped = await shop.json('create', 'x', '--timestamp', '--simple');
    assert.match(stamped.created[0] ?? '', /^migrations\/\d{14}_x\.sql$/);
  });

  it('refuses a name that no file can have', async () => {
    const refused = await new Shop().json('create', '../up', '--convention', 'sqlx');
    assert.deepEqual([refused.exit, refused.error?.code, refused.created], [2, 'usage', []]);
    assert.match(refused.error?.message ?? '', /"\.\.\/up" cannot be part of a file name/);
  });

  it('says why nothing could be written', async () => {
    const shop = new Shop({ migrations: 'a file' });
    const refused = await shop.json('create', 'x', '--convention', 'sqlx');
    assert.deepEqual([refused.exit, refused.error?.code], [2, 'configuration']);
    assert.match(refused.error?.message ?? '', /migrations is not a folder/);
  });
});
