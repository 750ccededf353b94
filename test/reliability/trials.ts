import { postgresServer, type PostgresServer } from '../support/postgres.ts';
import { gather } from './at-once.ts';
import type { Command } from './command.ts';
import { serverKilled } from './crash-faults.ts';
import type { Fault } from './faults.ts';
import { changes, KINDS, type Engine, type Kind } from './migration-set.ts';
import { POSTGRES_FAULTS } from './postgres-faults.ts';
import { PostgresScene } from './postgres-scene.ts';
import { LOCKLESS, race } from './races.ts';
import type { Random } from './random.ts';
import { playRound, type Failure } from './rounds.ts';
import type { Scene } from './scene.ts';
import { SQLITE_FAULTS } from './sqlite-faults.ts';
import { SqliteScene } from './sqlite-scene.ts';

export type Sort = 'faults' | 'at once' | 'race';

/** Something to be done to a runner again and again, with a database of its own; once at a time. */
export interface Trial {
  readonly sort: Sort;
  readonly engine: Engine;
  readonly kind: Kind;
  /** Sort, engine and kind, and what else tells it from others. */
  readonly name: string;
  play(command: Command, random: Random): Promise<Played>;
}

/** What came of it. */
export interface Played {
  readonly faults: readonly { readonly name: string; readonly inMidRun: boolean }[];
  /** How many had been started at the same time. */
  readonly runners: number;
  /** How many migrations were applied or reverted. */
  readonly steps: number;
  readonly failures: readonly Failure[];
}

/** @param wanted by name; what nobody wants is not made ready */
export async function trials(wanted: (name: string) => boolean): Promise<readonly Trial[]> {
  const [steady, killed] = await Promise.all([
    postgresServer({ fsync: true }),
    postgresServer({ fsync: true }),
  ]);
  return [...faultTrials(steady, killed), ...crowds(steady), ...races(steady)].filter(({ name }) =>
    wanted(name),
  );
}

/** One server for faults that leave it alone, and one that is killed. */
function faultTrials(steady: PostgresServer, killed: PostgresServer): readonly Trial[] {
  return [
    ...KINDS.map((kind) => faulty(onServer(steady, kind, 'faults'), POSTGRES_FAULTS)),
    ...inTurn(
      KINDS.map((kind) =>
        faulty(onServer(killed, kind, 'faults'), [serverKilled(killed)], ' server killed'),
      ),
    ),
    ...KINDS.flatMap((kind) =>
      (['wal', 'delete'] as const).map((journal) =>
        faulty(inFile(kind, journal), SQLITE_FAULTS, ` journal ${journal}`),
      ),
    ),
  ];
}

function faulty<S extends Scene>(scene: S, faults: readonly Fault<S>[], special = ''): Trial {
  return trial('faults', scene, special, async (command, random) => {
    const outcomes = await playRound(scene, command, faults, random);
    return {
      faults: outcomes.flatMap(({ fault, inMidRun }) =>
        fault === null ? [] : [{ name: fault, inMidRun }],
      ),
      runners: 0,
      steps: outcomes.reduce((sum, { steps }) => sum + steps, 0),
      failures: outcomes.flatMap(({ failures }) => failures),
    };
  });
}

function crowds(server: PostgresServer): readonly Trial[] {
  return KINDS.flatMap((kind) => [onServer(server, kind, 'crowd'), inFile(kind, 'wal')]).map(
    (scene) => trial('at once', scene, '', (command, random) => gather(scene, command, random)),
  );
}

function races(server: PostgresServer): readonly Trial[] {
  return LOCKLESS.flatMap((kind) => [onServer(server, kind, 'race'), inFile(kind, 'wal')]).map(
    (scene) => trial('race', scene, '', (command, random) => race(scene, command, random)),
  );
}

function onServer(server: PostgresServer, kind: Kind, purpose: string): PostgresScene {
  const database = `${purpose}_${kind.replaceAll('-', '_')}`;
  return new PostgresScene(server, database, changes('postgres', kind));
}

function inFile(kind: Kind, journal: 'wal' | 'delete'): SqliteScene {
  return new SqliteScene(changes('sqlite', kind), { journal });
}

function trial(sort: Sort, scene: Scene, special: string, play: Trial['play']): Trial {
  const { engine, kind } = scene.changes;
  return { sort, engine, kind, name: `${sort} ${engine}/${kind}${special}`, play };
}

/** Of trials that share what only one can have at a time. */
function inTurn(all: readonly Trial[]): readonly Trial[] {
  let previous: Promise<unknown> = Promise.resolve();
  return all.map((each) => ({
    ...each,
    play: (command, random) => {
      const played = previous.then(() => each.play(command, random));
      previous = played.catch(() => undefined);
      return played;
    },
  }));
}
