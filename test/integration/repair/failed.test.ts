import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import { isRefused } from '../../../src/core/plan.ts';
import { remediesFor, type Repair } from '../../../src/core/repair.ts';
import { engines, type Bench } from '../cli/harness.ts';
import { Scene, TOOLS, type Tool } from './scene.ts';

function toolOf(id: Tool['id']): Tool {
  const tool = TOOLS.find((each) => each.id === id);
  assert.ok(tool);
  return tool;
}

/** What there is of Strata's own beside the history. */
async function leftOvers({ bench, engine }: { bench: Bench; engine: string }): Promise<unknown[]> {
  const rows = await bench.look(
    engine === 'sqlite'
      ? `SELECT name FROM sqlite_schema WHERE name LIKE '\\_strata%' ESCAPE '\\'`
      : `SELECT relname AS name FROM pg_class WHERE relname LIKE '\\_strata%' AND relkind = 'r'`,
  );
  return rows.map(({ name }) => name);
}

for (const [engine, open] of Object.entries(engines)) {
  describe(`a script without a transaction that has stopped: ${engine}`, () => {
    /** Its second statement fails. */
    const stopped = async (direction: 'up' | 'down'): Promise<Scene> => {
      const scene = await Scene.create(toolOf('sqlx'), await open());
      await scene.run();
      const failing =
        '-- no-transaction\nCREATE TABLE u (x integer);\nCREATE TABLE t1 (x integer);\n';
      const fine = 'CREATE TABLE t4 (x integer);\n';
      scene.writeFile('4_step.up.sql', direction === 'up' ? failing : fine);
      scene.writeFile('4_step.down.sql', direction === 'up' ? 'SELECT 1;' : failing);
      const up = await scene.run();
      if (direction === 'down') {
        assert.equal(up.failure, null);
        const down = await scene.run({ kind: 'down' });
        assert.equal(down.failure?.kept, 'completed');
      }
      assert.equal(await scene.states(), '1 applied, 2 applied, 3 applied, 4 failed');
      assert.deepEqual(await leftOvers({ bench: scene.bench, engine }), ['_strata_progress']);
      return scene;
    };

    for (const direction of ['up', 'down'] as const) {
      it(`is applied, ${direction}: its row says so, and nothing more is known of the script`, async () => {
        const scene = await stopped(direction);
        await scene.repairs({ kind: 'applied', version: '4' });
        assert.equal(await scene.states(), '1 applied, 2 applied, 3 applied, 4 applied');
        assert.deepEqual(await leftOvers({ bench: scene.bench, engine }), []);
        assert.equal((await scene.history()).get('4')?.success, engine === 'sqlite' ? '1' : 'true');
      });

      it(`is not applied, ${direction}: there is no row, and nothing more is known of the script`, async () => {
        const scene = await stopped(direction);
        await scene.repairs({ kind: 'not-applied', version: '4' });
        assert.equal(await scene.states(), '1 applied, 2 applied, 3 applied, 4 pending');
        assert.deepEqual(await leftOvers({ bench: scene.bench, engine }), []);
      });
    }

    it('is recorded with the checksum of its file as that was corrected', async () => {
      const scene = await stopped('up');
      const corrected = '-- no-transaction\nCREATE TABLE u (x integer);\n';
      scene.writeFile('4_step.up.sql', corrected);
      await scene.repairs({ kind: 'applied', version: '4' });
      assert.equal((await scene.history()).get('4')?.checksum, toolOf('sqlx').checksum(corrected));
    });

    it('cannot be called applied without a file, and can be called not applied', async () => {
      const scene = await stopped('up');
      for (const path of ['4_step.up.sql', '4_step.down.sql']) scene.removeFile(path);
      const { problems } = await scene.plan({ kind: 'applied', version: '4' });
      assert.deepEqual(
        problems.map(({ message }) => message),
        [
          'Migration 4 cannot be called applied: there is no file that says what it is. Bring the file back.',
        ],
      );
      await scene.repairs({ kind: 'not-applied', version: '4' });
      assert.equal(await scene.states(), '1 applied, 2 applied, 3 applied');
      assert.deepEqual(await leftOvers({ bench: scene.bench, engine }), []);
    });

    it('stays in the way of a baseline', async () => {
      const scene = await stopped('up');
      scene.writeFile('5_step.sql', 'CREATE TABLE t5 (x integer);');
      assert.ok(isRefused(await scene.plan({ kind: 'baseline', to: null })));
    });
  });

  describe(`a failed row that its tool does not call dirty: ${engine}`, () => {
    const failed = async (): Promise<Scene> => {
      const scene = await Scene.create(toolOf('versioned-folders'), await open());
      scene.write(3, 'CREATE TABLE t1 (x integer);\n');
      const { failure } = await scene.run();
      assert.equal(failure?.step.migration.version, '3');
      assert.equal(await scene.states(), '1 applied, 2 applied, 3 failed');
      return scene;
    };

    it('is applied: recorded anew, with nothing left of the failure', async () => {
      const scene = await failed();
      scene.write(3, 'CREATE TABLE t3 (x integer);\n');
      await scene.repairs({ kind: 'applied', version: '3' });
      const row = (await scene.history()).get('3');
      assert.deepEqual(
        [row?.status, row?.error_message, row?.execution_time_ms, row?.applied_by, row?.checksum],
        [
          ...['completed', null, null, 'strata'],
          toolOf('versioned-folders').checksum('CREATE TABLE t3 (x integer);\n'),
        ],
      );
    });

    it('is not applied: its row is gone', async () => {
      const scene = await failed();
      await scene.repairs({ kind: 'not-applied', version: '3' });
      assert.equal(await scene.states(), '1 applied, 2 applied, 3 pending');
      assert.equal((await scene.history()).get('3'), undefined);
    });

    it('is marked by a baseline like any that is pending', async () => {
      const scene = await failed();
      await scene.repairs({ kind: 'baseline', to: null });
      assert.equal(await scene.states(), '1 applied, 2 applied, 3 applied');
    });

    it('may be one that was begun and never ended', async () => {
      const scene = await failed();
      await scene.set(3, `status = 'running', error_message = NULL`);
      await scene.repairs({ kind: 'applied', version: '3' });
      assert.equal(await scene.states(), '1 applied, 2 applied, 3 applied');
    });
  });

  describe(`rows that versioned folders leave behind: ${engine}`, () => {
    it('say rolled back of what was forgotten, as after a revert', async () => {
      const scene = await Scene.create(toolOf('versioned-folders'), await open());
      await scene.run();
      scene.remove(2);
      await scene.repairs({ kind: 'forget', versions: ['2'] });
      const row = (await scene.history()).get('2');
      assert.equal(row?.status, 'rolled_back');
      // Should its folder come back, it is to be applied like any other, or marked.
      scene.write(2, 'CREATE TABLE t2 (x integer);\n');
      assert.equal(await scene.states(), '1 applied, 2 out-of-order, 3 applied');
      await scene.repairs({ kind: 'baseline', to: '2' });
      assert.equal(await scene.states(), '1 applied, 2 applied, 3 applied');
    });

    it('may be of application code, which needs no folder', async () => {
      const scene = await Scene.create(toolOf('versioned-folders'), await open());
      await scene.run();
      await scene.set(2, `applied_by = 'app', checksum = 'legacy_backfill'`);
      scene.remove(2);
      assert.equal(await scene.states(), '1 applied, 2 applied, 3 applied');
      const asked: Repair = { kind: 'forget', versions: ['2'] };
      assert.deepEqual(
        (await scene.plan(asked)).problems.map(({ message }) => message),
        [
          'Migration 2 was applied by application code and needs no file: there is nothing to forget.',
        ],
      );
      const { migrations } = await scene.status();
      assert.deepEqual(migrations.flatMap(remediesFor), []);
    });
  });
}
