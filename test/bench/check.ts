import assert from 'node:assert/strict';
import { execFile } from 'node:child_process';
import { dirname, join } from 'node:path';
import { promisify } from 'node:util';
import type { Engine } from '../../src/core/engine.ts';
import { postgres } from '../support/postgres.ts';
import { temporaryFolder } from '../support/temporary-folder.ts';
import { builtCommand } from './built.ts';
import { byTurns } from './by-turns.ts';
import { atMost } from './mark.ts';
import { changes, writeProject } from './migration-set.ts';
import { rawPostgres, rawSqlite, type Raw } from './raw.ts';
import type { Options, Row } from './row.ts';

/** In milliseconds, on cores that nobody else keeps busy. */
const MARKS: Readonly<Record<Engine, number>> = { sqlite: 4_000, postgres: 20_000 };

/** `strata check`: each up, down and up again; the floor does that alone, and compares nothing. */
export async function checks(engine: Engine, { rounds, quick }: Options): Promise<readonly Row[]> {
  const count = quick ? 30 : 300;
  const all = changes(count);
  const folder = temporaryFolder('bench');
  writeProject(folder, all);
  const launcher = await builtCommand();
  const url =
    engine === 'sqlite' ? 'sqlite:app.db' : (await (await postgres()).createDatabase()).url;
  const env = { ...process.env, NODE_COMPILE_CACHE: join(dirname(launcher), 'compiled') };
  const check = async (): Promise<void> => {
    const parameters = [launcher, 'check', '--url', url, '--json'];
    const { stdout } = await promisify(execFile)(process.execPath, parameters, {
      ...{ cwd: folder, env },
    });
    const { ok, complete } = JSON.parse(stdout) as { ok: unknown; complete: unknown };
    assert.deepEqual({ ok, complete }, { ok: true, complete: true });
  };
  const thereAndBack = async (): Promise<void> => {
    const raw: Raw = await (engine === 'sqlite' ? rawSqlite() : rawPostgres());
    for (const { up, down } of all) {
      for (const script of [up, down, up]) await raw.exec(`BEGIN; ${script} COMMIT`);
    }
    await raw.close();
  };
  const { ours, floor } = await byTurns(
    { floor: { run: thereAndBack }, ours: { run: check } },
    { rounds, warming: quick ? 0 : 2 },
  );
  return [
    {
      work: `${count} migrations`,
      ours,
      floor,
      marks: [atMost(MARKS[engine])],
      because:
        'the machine was slower than when the mark was set, at 3.7 s: what took that then takes as long now, by turns with today’s',
      note: 'the floor does each up, down and up by the driver, and compares nothing.',
    },
  ];
}
