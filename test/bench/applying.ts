import assert from 'node:assert/strict';
import { execFile } from 'node:child_process';
import { promisify } from 'node:util';
import { temporaryFolder } from '../support/temporary-folder.ts';
import { SQLX_TABLE, type Applier } from './appliers.ts';
import { byTurns, type Contender, type Measured, type Rounds } from './by-turns.ts';
import { assertHistory, contentsOf } from './contents.ts';
import type { Change } from './migration-set.ts';
import type { Place, PlacedDatabase } from './place.ts';
import type { Sides } from './sides.ts';

/** All programs for Node are compiled before the first round that counts, as where they are in use. */
const COMPILED = { NODE_COMPILE_CACHE: temporaryFolder('compiled') };

/** What is applied by a process, from its start to its end. */
export interface Trial {
  readonly applier: Applier;
  readonly all: readonly Change[];
  /** So many of the first are applied beforehand. */
  readonly applied?: number;
  /** Where the program finds the server, if not where it is. */
  readonly port?: number;
}

/**
 * Each round to a database of its own. Afterwards all that the same migrations were applied to have
 * the same in them, and histories in sqlx' form have every row.
 */
export async function applying(
  place: Place,
  { floor, ours, peers }: Sides<Trial>,
  rounds: Rounds,
): Promise<Sides<Measured>> {
  const made: Made = new Map();
  const make = (trial: Trial): Promise<Contender> => contender(place, trial, made);
  const others: Record<string, Contender> = {};
  for (const [name, peer] of Object.entries(peers)) others[name] = await make(peer);
  const contenders = { floor: await make(floor), ours: await make(ours), ...others };
  const measured = await byTurns<keyof typeof contenders>(contenders, rounds);
  const { floor: least, ours: own, ...rest } = measured;
  return { ours: own, floor: least, peers: rest };
}

/** What is in a database once these are applied, as the first has left it. */
type Made = Map<readonly Change[], readonly string[]>;

async function contender(place: Place, trial: Trial, made: Made): Promise<Contender> {
  const { applier, all, applied = 0 } = trial;
  const like = applied === 0 ? undefined : await place.create();
  if (like) await apply(trial, project(applier, all.slice(0, applied)), like);
  const folder = project(applier, all);
  let database: PlacedDatabase;
  return {
    before: async () => {
      database = await place.create(like);
    },
    run: () => apply(trial, folder, database),
    after: async () => {
      const contents = await contentsOf(place.engine, database, applier.tables);
      if (!made.has(all)) made.set(all, contents);
      assert.notEqual(contents.length, 0);
      assert.deepEqual(contents, made.get(all));
      if (applier.tables.includes(SQLX_TABLE)) await assertHistory(place.engine, database, all);
      await database.drop();
    },
  };
}

function project({ form }: Applier, all: readonly Change[]): string {
  const folder = temporaryFolder('bench');
  form(folder, all);
  return folder;
}

async function apply(
  { applier, port }: Trial,
  folder: string,
  { url }: PlacedDatabase,
): Promise<void> {
  const address = new URL(url);
  if (port !== undefined) address.port = String(port);
  const { program, parameters, env } = applier.command(folder, address.href);
  await promisify(execFile)(program, parameters, {
    cwd: folder,
    // What was kept of texts in another round is not known to this one.
    env: { ...process.env, ...env, ...COMPILED, XDG_STATE_HOME: temporaryFolder('state') },
    maxBuffer: 2 ** 26,
  });
}
