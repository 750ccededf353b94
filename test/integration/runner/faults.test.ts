import assert from 'node:assert/strict';
import { spawnSync } from 'node:child_process';
import { cpSync, renameSync, rmSync, writeFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { describe, it } from 'node:test';
import { StrataError } from '../../../src/core/errors.ts';
import { run } from '../../../src/runner/run.ts';
import type { RunEvent } from '../../../src/runner/run-result.ts';
import { rows } from '../../support/rows.ts';
import { smallDisk } from '../../support/small-disk.ts';
import { temporaryFolder } from '../../support/temporary-folder.ts';
import { make } from '../sqlite/support.ts';
import { shop, usual as runsAsUsual, type Shop } from './support.ts';

const usual = { backup: 'never' } as const;
const TABLES = "SELECT name FROM sqlite_schema WHERE name LIKE 't_' ORDER BY name";
const COMPLETED =
  "SELECT 't' || version FROM migration_history WHERE status = 'completed' ORDER BY 1";

/** History and schema agree: these tables are there, and these migrations recorded. */
function assertAgreed(path: string, expected: readonly string[]): void {
  const tables = expected.map((name) => [name]);
  assert.deepEqual(rows(path, TABLES), tables);
  assert.deepEqual(rows(path, COMPLETED), tables);
  assert.deepEqual(rows(path, 'PRAGMA integrity_check'), [['ok']]);
}

/** A project whose first migration is applied, in a journal mode. */
async function begun(folder: string, journal: string): Promise<{ shop: Shop; path: string }> {
  const path = join(folder, 'shop.db');
  make(path, `PRAGMA journal_mode = ${journal}`);
  const made = await shop(null, `sqlite:${path}`);
  made.add(2, "CREATE TABLE t2 (x); INSERT INTO t2 VALUES (zeroblob(600000)), ('end');");
  made.add(3, 'CREATE TABLE t3 (x INTEGER);');
  const first = { kind: 'up', steps: 1 } as const;
  const seed = await run(made.project, made.target, first, { ...runsAsUsual, ...usual });
  assert.equal(seed.done.length, 1);
  return { shop: made, path };
}

/** What went wrong, however it is told. */
async function failureOf(made: Shop, options: object = {}): Promise<string> {
  try {
    const { failure } = await made.up({ ...usual, ...options });
    assert.ok(failure !== null, 'nothing went wrong');
    assert.equal(failure.kept, 'nothing');
    return `${failure.message} ${failure.hint}`;
  } catch (error) {
    if (!(error instanceof StrataError)) throw error;
    return `${error.message} ${error.hint}`;
  }
}

for (const journal of ['DELETE', 'WAL']) {
  describe(`what happens to a SQLite file meanwhile, journal mode ${journal}`, () => {
    const MB = 1024 * 1024;
    const disk = smallDisk(MB);
    it(`disk full${disk === null ? ': not shown here, where none can be mounted' : ''}`, async () => {
      if (disk === null) return;
      const { shop: made, path } = await begun(disk, journal);
      writeFileSync(join(disk, 'filler'), Buffer.alloc(MB / 2));
      const said = await failureOf(made);
      assert.match(said, /shop\.db: the disk is full\. Make room and try again/);
      assertAgreed(path, ['t1']);
      rmSync(join(disk, 'filler'));
      assert.equal((await made.up(usual)).done.length, 2);
      assertAgreed(path, ['t1', 't2', 't3']);
    });

    const frozen = smallDisk(4 * MB);
    it(`a file system that is read-only by now${frozen === null ? ': not shown here' : ''}`, async () => {
      if (frozen === null) return;
      const { shop: made, path } = await begun(frozen, journal);
      spawnSync('mount', ['-o', 'remount,ro', frozen]);
      const said = await failureOf(made);
      spawnSync('mount', ['-o', 'remount,rw', frozen]);
      assert.match(said, /shop\.db (is read-only|can’t be opened|can’t be written)/);
      assert.equal((await made.up(usual)).done.length, 2);
      assertAgreed(path, ['t1', 't2', 't3']);
    });

    it('another file in its place', async () => {
      const { shop: made, path } = await begun(temporaryFolder('faults'), journal);
      const other = join(temporaryFolder('faults'), 'other.db');
      // Before the first is sent: those after it may be done when that is heard of.
      const onEvent = (event: RunEvent): void => {
        if (event.kind === 'started' && event.index === 0) renameSync(other, path);
      };
      cpSync(path, other);
      const said = await failureOf(made, { onEvent });
      assert.match(said, /shop\.db was moved, removed or replaced while it was in use/);
      assertAgreed(path, ['t1']);
      assert.equal((await made.up(usual)).failure, null);
      assertAgreed(path, ['t1', 't2', 't3']);
    });

    it('its folder is gone', async () => {
      const { shop: made, path } = await begun(temporaryFolder('faults'), journal);
      const folder = dirname(path);
      const onEvent = ({ kind }: RunEvent): void => {
        if (kind === 'started') renameSync(folder, `${folder}-moved`);
      };
      const said = await failureOf(made, { onEvent });
      assert.match(said, /shop\.db (was moved|can’t be (made|opened))/);
      renameSync(`${folder}-moved`, folder);
      // It went with its folder, and its process, which is this one, lives on.
      rmSync(join(folder, 'migration.lock'));
      assert.equal((await made.up(usual)).failure, null);
      assertAgreed(path, ['t1', 't2', 't3']);
    });
  });
}
