import assert from 'node:assert/strict';
import { existsSync } from 'node:fs';
import { describe, it } from 'node:test';
import { Client } from 'pg';
import { isRefused } from '../../../src/core/plan.ts';
import { StrataError } from '../../../src/core/errors.ts';
import type { Repair } from '../../../src/core/repair.ts';
import { ScriptError } from '../../../src/databases/database.ts';
import { connect } from '../../../src/databases/open.ts';
import { eventually } from '../../support/eventually.ts';
import { engines } from '../cli/harness.ts';
import { Scene, TOOLS } from './scene.ts';

function isStrataError(code: StrataError['code']) {
  return (error: unknown): boolean => error instanceof StrataError && error.code === code;
}

for (const [engine, open] of Object.entries(engines)) {
  for (const tool of TOOLS) {
    describe(`a history put right: ${tool.id} on ${engine}`, () => {
      const applied = async (): Promise<Scene> => {
        const scene = await Scene.create(tool, await open());
        await scene.run();
        assert.equal(await scene.states(), '1 applied, 2 applied, 3 applied');
        return scene;
      };
      const [one, two, three] = [tool.version(1), tool.version(2), tool.version(3)];

      it('has the checksum of an edited file, and nothing else of its row changed', async () => {
        const scene = await applied();
        scene.write(1, 'CREATE TABLE t1 (x bigint);\n');
        scene.write(3, 'CREATE TABLE t3 (x bigint);\n');
        await scene.repairs({ kind: 'accept', versions: [one] });
        assert.equal(await scene.states(), '1 applied, 2 applied, 3 modified');
        assert.equal(
          (await scene.history()).get(one)?.checksum,
          tool.checksum('CREATE TABLE t1 (x bigint);\n'),
        );
        await scene.repairs({ kind: 'accept', versions: [three] });
        assert.equal(await scene.states(), '1 applied, 2 applied, 3 applied');
      });

      it('has a damaged checksum replaced', async () => {
        const scene = await applied();
        const damaged =
          tool.id !== 'sqlx' ? `'abc'` : engine === 'sqlite' ? `x'abcd'` : `'\\xabcd'`;
        await scene.set(2, `checksum = ${damaged}`);
        assert.equal(await scene.states(), '1 applied, 2 modified, 3 applied');
        await scene.repairs({ kind: 'accept', versions: [two] });
        assert.equal(
          (await scene.history()).get(two)?.checksum,
          tool.checksum('CREATE TABLE t2 (x integer);\n'),
        );
      });

      it('no longer says of what has no file that it is applied', async () => {
        const scene = await applied();
        scene.remove(2);
        assert.equal(await scene.states(), '1 applied, 2 missing, 3 applied');
        await scene.repairs({ kind: 'forget', versions: [two] });
        assert.equal(await scene.states(), '1 applied, 3 applied');
      });

      it('begins with what is in the database already', async () => {
        const scene = await Scene.create(tool, await open());
        await scene.bench.execute('CREATE TABLE t1 (x integer); CREATE TABLE t2 (x integer);');
        await scene.repairs({ kind: 'baseline', to: two });
        assert.equal(await scene.states(), '1 applied, 2 applied, 3 pending');
        const { done } = await scene.run();
        assert.deepEqual(
          done.map(({ step }) => step.migration.version),
          [three],
        );
        const history = await scene.history();
        assert.deepEqual(
          [1, 2].map((number) => history.get(tool.version(number))?.checksum),
          [1, 2].map((number) => tool.checksum(`CREATE TABLE t${number} (x integer);\n`)),
        );
      });

      it('makes its table as applying does', async () => {
        const [marked, run] = [
          await Scene.create(tool, await open()),
          await Scene.create(tool, await open()),
        ];
        await marked.bench.execute('CREATE TABLE other (x integer);');
        await marked.repairs({ kind: 'baseline', to: null });
        await run.run();
        const shape =
          engine === 'sqlite'
            ? `SELECT type, name, sql FROM sqlite_schema WHERE tbl_name = '${tool.table}' ORDER BY name`
            : `SELECT column_name, data_type, column_default, is_nullable, indexdef
               FROM information_schema.columns LEFT JOIN pg_indexes ON tablename = table_name
               WHERE table_name = '${tool.table}' ORDER BY 1, 5`;
        assert.deepEqual(await marked.bench.look(shape), await run.bench.look(shape));
      });

      it('is marked out of order with a warning, where something newer is applied', async () => {
        const scene = await Scene.create(tool, await open());
        await scene.run({ kind: 'apply', versions: [two] });
        const { problems } = await scene.plan({ kind: 'baseline', to: one });
        assert.deepEqual(
          problems
            .filter(({ code }) => code !== 'missing-down')
            .map(({ severity, message }) => [severity, message]),
          [['warning', `Migration ${one} comes before others that are applied already.`]],
        );
        await scene.repairs({ kind: 'baseline', to: one });
        assert.equal(await scene.states(), '1 applied, 2 applied, 3 pending');
      });

      it('stays as it is where a row is not what was seen', async () => {
        const scene = await applied();
        scene.write(1, 'CREATE TABLE t1 (x bigint);\n');
        scene.remove(3);
        for (const asked of [
          { kind: 'accept', versions: [one] },
          { kind: 'forget', versions: [three] },
        ] satisfies Repair[]) {
          const agreed = await scene.plan(asked);
          const [amendment] = agreed.amendments;
          assert.ok(amendment?.guard);
          const column = tool.id === 'sections' ? 'name' : 'description';
          const number = asked.kind === 'accept' ? 1 : 3;
          await scene.set(number, `${column} = 'somebody else was here'`);
          const before = await scene.history();
          await assert.rejects(scene.repair(asked, { agreed }), isStrataError('refused'));
          assert.deepEqual(await scene.history(), before);

          // After the last look, too: what has no lock of ours may write until the transaction begins.
          const current = (await scene.plan(asked)).amendments[0];
          assert.ok(current?.guard);
          const other = tool.checksum('somebody else');
          await scene.set(
            number,
            `checksum = ${tool.id !== 'sqlx' ? `'${other}'` : engine === 'sqlite' ? `x'${other}'` : `'\\x${other}'`}`,
          );
          const changed = await scene.history();
          const connection = await connect(scene.target, {
            ...{ mode: 'write', isolated: false, foreignKeys: true, fixedTimes: true },
          });
          try {
            const { statements, guard } = current;
            await assert.rejects(connection.execute(statements, [guard]), ScriptError);
          } finally {
            await connection.close();
          }
          assert.deepEqual(await scene.history(), changed);
        }
      });

      it('stays as it is where somebody was faster to record it', async () => {
        const scene = await Scene.create(tool, await open());
        await scene.run({ kind: 'apply', versions: [one] });
        const asked: Repair = { kind: 'baseline', to: null };
        const agreed = await scene.plan(asked);
        await scene.run({ kind: 'apply', versions: [two] });
        const before = await scene.history();
        await assert.rejects(scene.repair(asked, { agreed }), isStrataError('refused'));
        const connection = await connect(scene.target, {
          ...{ mode: 'write', isolated: false, foreignKeys: true, fixedTimes: true },
        });
        try {
          const { amendments } = agreed;
          await assert.rejects(
            connection.execute(
              amendments.flatMap(({ statements }) => statements),
              amendments.map(({ guard }) => guard).filter((guard) => guard !== null),
            ),
            ScriptError,
          );
          // And where nobody looks, the key keeps them apart.
          await assert.rejects(connection.execute(amendments.flatMap((each) => each.statements)));
        } finally {
          await connection.close();
        }
        assert.deepEqual(await scene.history(), before);
      });

      it('is not touched by what does not fit it', async () => {
        const scene = await applied();
        const before = await scene.history();
        for (const asked of [
          { kind: 'accept', versions: [one] },
          { kind: 'applied', version: one },
          { kind: 'not-applied', version: one },
          { kind: 'forget', versions: [two] },
          { kind: 'accept', versions: ['77'] },
          { kind: 'baseline', to: '77' },
        ] satisfies Repair[]) {
          const refused = await scene.repair(asked);
          assert.ok(isRefused(refused), asked.kind);
        }
        // Everything is applied: there is nothing to mark.
        assert.deepEqual(await scene.repair({ kind: 'baseline', to: null }), {
          amendments: [],
          problems: [],
        });
        assert.deepEqual(await scene.history(), before);
      });
    });
  }
}

for (const tool of TOOLS) {
  describe(`a repair that has to wait: ${tool.id}`, () => {
    it('sees what whoever was at the row has left', async () => {
      const scene = await Scene.create(tool, await engines.postgres());
      await scene.run();
      scene.write(1, 'CREATE TABLE t1 (x bigint);\n');
      const before = await scene.history();
      const somebody = new Client({ connectionString: scene.bench.url });
      await somebody.connect();
      const checksum = tool.id === 'sqlx' ? `'\\xabcd'` : `'abcd'`;
      const version = tool.version(1);
      await somebody.query(
        `BEGIN; UPDATE ${tool.table} SET checksum = ${checksum} WHERE ${tool.key} = '${version}'`,
      );
      const asked: Repair = { kind: 'accept', versions: [version] };
      const repairing = assert.rejects(scene.repair(asked), isStrataError('refused'));
      try {
        await eventually(async () => {
          const waiting = await scene.bench.look(
            `SELECT 1 FROM pg_stat_activity
             WHERE datname = current_database() AND cardinality(pg_blocking_pids(pid)) > 0`,
          );
          assert.equal(waiting.length, 1);
        });
        await somebody.query('COMMIT');
      } finally {
        await somebody.end();
      }
      await repairing;
      assert.deepEqual(
        await scene.history(),
        new Map(before).set(version, {
          ...before.get(version),
          checksum: 'abcd',
        }),
      );
    });
  });
}

describe('a baseline of a database that is not there', () => {
  it('is refused, and makes none', async () => {
    const [tool] = TOOLS;
    assert.ok(tool);
    const scene = await Scene.create(tool, await engines.sqlite());
    const refused = await scene.repair({ kind: 'baseline', to: null });
    assert.deepEqual(
      refused.problems.map(({ message }) => message),
      ['There is no database shop.db yet: nothing can be in it already.'],
    );
    assert.ok(!existsSync(scene.bench.url.replace('sqlite:', '')));
  });
});
