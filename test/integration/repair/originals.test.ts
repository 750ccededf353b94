import assert from 'node:assert/strict';
import { spawnSync } from 'node:child_process';
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, it } from 'node:test';
import { describeWithPython, python } from '../../support/python.ts';
import { sum } from '../../support/sums.ts';
import { engines } from '../cli/harness.ts';
import { Original } from '../sections/original.ts';
import { Scene, TOOLS, type Tool } from './scene.ts';

function toolOf(id: Tool['id']): Tool {
  const tool = TOOLS.find((each) => each.id === id);
  assert.ok(tool);
  return tool;
}

for (const [engine, open] of Object.entries(engines)) {
  describe(`a repaired history and the sections runner: ${engine}`, () => {
    const tool = toolOf('sections');
    const scene = async (): Promise<{ scene: Scene; original: (digits?: number) => Original }> => {
      const made = await Scene.create(tool, await open());
      const folder = join(made.root, 'migrations');
      return { scene: made, original: (digits) => new Original(made.bench, folder, digits) };
    };

    for (const digits of [16, 64]) {
      it(`agree on an accepted file, of ${digits} digits`, async () => {
        const { scene: made, original } = await scene();
        await original(digits).migrate();
        made.write(2, 'CREATE TABLE t2 (x bigint);\n');
        assert.equal(await original(digits).validate(), false);
        await made.repairs({ kind: 'accept', versions: [tool.version(2)] });
        assert.equal(await original(digits).validate(), true);
      });
    }

    it('agree on what was forgotten, which it applies once its file is back', async () => {
      const { scene: made, original } = await scene();
      await original().migrate();
      made.remove(3);
      assert.equal(await original().validate(), false);
      await made.repairs({ kind: 'forget', versions: [tool.version(3)] });
      assert.equal(await original().validate(), true);
      made.write(3, 'CREATE TABLE t3b (x integer);\n');
      await original().migrate();
      assert.equal((await made.bench.look('SELECT * FROM t3b')).length, 0);
      assert.equal(await made.states(), '1 applied, 2 applied, 3 applied');
    });

    it('agree on a baseline, on which it goes on', async () => {
      const { scene: made, original } = await scene();
      await made.bench.execute('CREATE TABLE t1 (x integer); CREATE TABLE t2 (x integer);');
      await made.repairs({ kind: 'baseline', to: tool.version(2) });
      assert.equal(await original().validate(), true);
      await original().migrate();
      assert.equal(await made.states(), '1 applied, 2 applied, 3 applied');
      await original().rollback(1);
      assert.equal(await made.states(), '1 applied, 2 applied, 3 pending');
    });
  });

  describe(`a repaired history and sqlx: ${engine}`, () => {
    const tool = toolOf('sqlx');

    /** What `sqlx migrate run` stops at, by sqlx-core/src/migrate/migrator.rs; null: it goes on. */
    async function stopsAt(scene: Scene): Promise<string | null> {
      for (const [version, row] of await scene.history()) {
        if (!['1', 'true'].includes(String(row.success))) return `dirty ${version}`;
        const path = join(scene.root, 'migrations', tool.path(Number(version)));
        try {
          const found = sum(384, readFileSync(path, 'utf8'));
          if (found !== row.checksum) return `version mismatch ${version}`;
        } catch {
          return `version missing ${version}`;
        }
      }
      return null;
    }

    it('agree on what was accepted, forgotten, marked and begun with', async () => {
      const scene = await Scene.create(tool, await open());
      await scene.bench.execute('CREATE TABLE t1 (x integer);');
      await scene.repairs({ kind: 'baseline', to: '1' });
      assert.equal(await stopsAt(scene), null);
      await scene.run();

      scene.write(1, 'CREATE TABLE t1 (x bigint);\n');
      assert.equal(await stopsAt(scene), 'version mismatch 1');
      await scene.repairs({ kind: 'accept', versions: ['1'] });
      assert.equal(await stopsAt(scene), null);

      for (const kind of ['applied', 'not-applied'] as const) {
        await scene.set(2, `success = ${engine === 'sqlite' ? '0' : 'false'}`);
        assert.equal(await stopsAt(scene), 'dirty 2');
        await scene.repairs({ kind, version: '2' });
        assert.equal(await stopsAt(scene), null);
      }

      scene.remove(3);
      assert.equal(await stopsAt(scene), 'version missing 3');
      await scene.repairs({ kind: 'forget', versions: ['3'] });
      assert.equal(await stopsAt(scene), null);
    });
  });
}

describeWithPython('a repaired history and the guide’s runner', () => {
  const tool = toolOf('versioned-folders');
  const runner = join(import.meta.dirname, '../versioned-folders/runner.py');
  const scene = async (): Promise<Scene> => Scene.create(tool, await engines.sqlite());
  const fileOf = ({ bench }: Scene): string => bench.url.replace('sqlite:', '');
  const up = (made: Scene): number | null =>
    spawnSync('python3', [runner, 'up', fileOf(made), join(made.root, 'migrations')]).status;

  /** Completed versions whose folder is gone or has another text: what its validation names. */
  const invalid = (made: Scene): string =>
    python(
      `
import hashlib, os, sqlite3, sys
database, root = sys.argv[1:]
for version, checksum in sqlite3.connect(database).execute(
    "SELECT version, checksum FROM migration_history WHERE status = 'completed' ORDER BY version"
):
    path = os.path.join(root, f"V{version:03}__step", "up.sql")
    text = open(path, encoding="utf-8").read() if os.path.exists(path) else None
    if text is None or hashlib.sha256(text.encode()).hexdigest() != checksum:
        print(version, end=" ")
`,
      fileOf(made),
      join(made.root, 'migrations'),
    );

  it('agree on an accepted file and on a forgotten one', async () => {
    const made = await scene();
    assert.equal(up(made), 0);
    made.write(2, 'CREATE TABLE t2 (x bigint);\r\n');
    made.remove(3);
    assert.equal(invalid(made), '2 3');
    await made.repairs({ kind: 'accept', versions: ['2'] });
    await made.repairs({ kind: 'forget', versions: ['3'] });
    assert.equal(invalid(made), '');
    made.write(3, 'CREATE TABLE t3b (x integer);\n');
    assert.equal(up(made), 0);
    assert.equal(await made.states(), '1 applied, 2 applied, 3 applied');
  });

  it('agree on what the runner left half done, once somebody has ended it', async () => {
    const made = await scene();
    made.write(2, 'CREATE TABLE t2 (x integer);\nCREATE TABLE t1 (x integer);\n');
    assert.equal(up(made), 1);
    // Its first statement stays there, so that running it again fails.
    assert.equal(up(made), 1);
    made.write(2, 'CREATE TABLE t2 (x integer);\n');
    await made.repairs({ kind: 'applied', version: '2' });
    assert.equal(invalid(made), '');
    assert.equal(up(made), 0);
    assert.equal(await made.states(), '1 applied, 2 applied, 3 applied');
  });

  it('agree on what is taken back by hand', async () => {
    const made = await scene();
    made.write(3, 'CREATE TABLE t3 (x integer);\nCREATE TABLE t1 (x integer);\n');
    assert.equal(up(made), 1);
    await made.bench.execute('DROP TABLE t3');
    await made.repairs({ kind: 'not-applied', version: '3' });
    made.write(3, 'CREATE TABLE t3 (x integer);\n');
    assert.equal(up(made), 0);
    assert.equal(await made.states(), '1 applied, 2 applied, 3 applied');
  });

  it('agree on a baseline, on which it goes on', async () => {
    const made = await scene();
    await made.bench.execute('CREATE TABLE t1 (x integer); CREATE TABLE t2 (x integer);');
    await made.repairs({ kind: 'baseline', to: '2' });
    assert.equal(invalid(made), '');
    assert.equal(up(made), 0);
    assert.equal(await made.states(), '1 applied, 2 applied, 3 applied');
    // Times as Python reads them.
    const read = python(
      `
import sqlite3, sys
from datetime import datetime
for (at,) in sqlite3.connect(sys.argv[1]).execute("SELECT applied_at FROM migration_history"):
    print(datetime.fromisoformat(at).tzinfo, end=" ")
`,
      fileOf(made),
    );
    assert.equal(read, 'UTC UTC UTC');
  });
});
