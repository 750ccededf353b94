import assert from 'node:assert/strict';
import { readdirSync, readFileSync, statSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { MigrationReader, type ProjectFiles } from '../../src/project/migrations.ts';
import { openProject } from '../../src/project/project.ts';
import { temporaryFolder } from '../support/temporary-folder.ts';
import { byTurns, type Contender } from './by-turns.ts';
import { atMost, timesFloor } from './mark.ts';
import { changes, writeProject } from './migration-set.ts';
import type { Options, Row } from './row.ts';

/** Reading a project's files, for the first time and again, without a window around it. */
export async function readings({ rounds, quick }: Options): Promise<readonly Row[]> {
  const rows: Row[] = [];
  for (const count of quick ? [200] : [1_000, 10_000]) rows.push(...(await reading(count, rounds)));
  return rows;
}

async function reading(count: number, rounds: number): Promise<readonly Row[]> {
  const root = temporaryFolder('bench');
  writeProject(root, changes(count));
  const project = await openProject(root, {});
  const migrations = join(root, 'migrations');
  const floor: Contender = {
    run: () => {
      for (const name of readdirSync(migrations)) statSync(join(migrations, name));
    },
  };
  const cold = await byTurns(
    {
      floor,
      ours: {
        run: async () => {
          const { migrations, problems } = await new MigrationReader(project).read();
          assert.deepEqual([migrations.length, problems], [count, []]);
        },
      },
    },
    { rounds },
  );

  const reader = new MigrationReader(project);
  const first = await reader.read();
  const warm = await byTurns(
    {
      floor,
      ours: {
        run: async () => {
          assert.equal(await reader.read(), first);
        },
      },
    },
    { rounds: rounds * 4 },
  );

  const path = first.migrations.at(-1)?.up.path ?? '';
  const written = readFileSync(join(root, path), 'utf8');
  let now: ProjectFiles = first;
  const one = await byTurns(
    {
      ours: {
        before: (round) => {
          writeFileSync(join(root, path), `${written}-- ${round}\n`);
        },
        run: async () => {
          now = await reader.read(new Set([path]));
        },
        after: (round) => {
          assert.equal(now.migrations.at(-1)?.up.sql, `${written}-- ${round}\n`);
          assert.equal(now.migrations[0], first.migrations[0]);
        },
      },
    },
    { rounds: rounds * 4 },
  );
  const note = 'the floor lists the folder and asks for the state of each file.';
  return [
    { work: `first reading, ${count} migrations`, ...withFloor(cold), note, marks: [] },
    {
      ...{ work: `nothing changed, ${count} migrations`, ...withFloor(warm), note },
      marks: [timesFloor(1.3)],
    },
    {
      ...{ work: `one file changed, ${count} migrations`, ours: one.ours },
      ...{ blocked: one.ours.blocked, marks: [atMost(5)] },
    },
  ];
}

function withFloor({
  ours,
  floor,
}: Awaited<ReturnType<typeof byTurns<'ours' | 'floor'>>>): Pick<Row, 'ours' | 'floor' | 'blocked'> {
  return { ours, floor, blocked: ours.blocked };
}
