import { delimiter, join } from 'node:path';
import { serverBesidePgDump } from '../support/server-beside-pg-dump.ts';
import { simulatedEngine, type EngineName } from '../support/simulated-engine.ts';
import { smallDisk } from '../support/small-disk.ts';
import { postgresServer, type PostgresServer } from '../support/postgres.ts';
import { gather, type CrowdSize } from './at-once.ts';
import type { Command } from './command.ts';
import { diskFull, readOnlyDisk, serverKilled } from './crash-faults.ts';
import type { Fault } from './faults.ts';
import { changes, KINDS, type Kind, type Ways } from './migration-set.ts';
import { LEASE_FAULTS, POSTGRES_FAULTS } from './postgres-faults.ts';
import { PostgresScene } from './postgres-scene.ts';
import { LOCKLESS, race } from './races.ts';
import type { Random } from './random.ts';
import { restore } from './restores.ts';
import { playRound, type Failure } from './rounds.ts';
import type { Scene } from './scene.ts';
import { SQLITE_FAULTS } from './sqlite-faults.ts';
import { SqliteScene } from './sqlite-scene.ts';

export const SORTS = ['faults', 'restore', 'at once', 'race'] as const;
export type Sort = (typeof SORTS)[number];

/** Something to be done to a runner again and again, with a database of its own; once at a time. */
export interface Trial {
  readonly sort: Sort;
  readonly engine: string;
  readonly kind: Kind;
  /** Sort, engine and kind, and what else tells it from others. */
  readonly name: string;
  readonly play: Play;
}

type Play = (command: Command, random: Random) => Promise<Played>;

/** What came of it. */
export interface Played {
  readonly faults: readonly { readonly name: string; readonly inMidRun: boolean }[];
  /** How many had been started at the same time. */
  readonly runners: number;
  /** How many migrations were applied or reverted. */
  readonly steps: number;
  readonly failures: readonly Failure[];
}

/** All that this machine permits; what one needs is made ready when it is played first. */
export function trials(): readonly Trial[] {
  return [
    ...KINDS.flatMap(faultTrials),
    ...DISTRIBUTED.flatMap(distributedTrials),
    ...KINDS.flatMap((kind) => JOURNALS.map((journal) => restoreTrial(kind, journal))),
    ...(besidePgDump === null ? [] : KINDS.map(dumpTrial)),
    ...KINDS.flatMap((kind) => [
      trial('at once', 'postgres', kind, '', async () => crowd(await onServer(kind, 'crowd'))),
      trial('at once', 'sqlite', kind, '', () => crowd(inFile(kind, 'wal'))),
    ]),
    // Who is killed leaves its lease to run out, which takes too long here.
    trial('at once', simulated('cockroach'), 'sections', '', async () => {
      const scene = await behindDoor('cockroach', 'sections', {
        ways: 'by statement',
        purpose: 'crowd',
      });
      return crowd(scene, { runners: 6, kills: 0 });
    }),
    ...LOCKLESS.flatMap((kind) => [
      trial('race', 'postgres', kind, '', async () => racing(await onServer(kind, 'race'))),
      trial('race', 'sqlite', kind, '', () => racing(inFile(kind, 'wal'))),
    ]),
  ];
}

/** In another order for each seed, and one of each row of the table before the next of any. */
export function byTurns(list: readonly Trial[], random: Random): readonly Trial[] {
  const shuffled = list
    .map((trial) => ({ trial, place: random.next() }))
    .toSorted((a, b) => a.place - b.place);
  const turns = new Map<string, number>();
  return shuffled
    .map(({ trial }) => {
      const row = `${trial.sort} ${trial.engine} ${trial.kind}`;
      const turn = turns.get(row) ?? 0;
      turns.set(row, turn + 1);
      return { trial, turn };
    })
    .toSorted((a, b) => a.turn - b.turn)
    .map(({ trial }) => trial);
}

const JOURNALS = ['wal', 'delete'] as const;

/** A server for faults that leave it alone. */
const steady = once(() => postgresServer({ fsync: true }));
/** Servers that have one database at a time, since they fail as a whole. */
const killed = once(() => postgresServer({ fsync: true }));
const onSmallDisk = once(() => {
  const folder = smallDisk(160 * MEGABYTE);
  if (folder === null) throw new Error('no file system may be mounted here');
  const flags = { min_wal_size: '32MB', max_wal_size: '32MB', restart_after_crash: 'off' };
  return postgresServer({ fsync: true, folder, flags });
});
/** The folder of pg_dump, where a server of its version is there too. */
const besidePgDump = serverBesidePgDump();
const dumped = once(() => {
  if (besidePgDump === null) throw new Error('there is no server beside pg_dump');
  // For the commands, which look for pg_dump there.
  process.env.PATH = `${besidePgDump}${delimiter}${process.env.PATH ?? ''}`;
  const binaries = {
    postgres: join(besidePgDump, 'postgres'),
    initdb: join(besidePgDump, 'initdb'),
  };
  return postgresServer({ fsync: true, binaries });
});
const withKilled = oneAtATime();
const withSmallDisk = oneAtATime();

const MEGABYTE = 2 ** 20;
const canMount = process.platform === 'linux' && process.getuid?.() === 0;

/** What this machine does not permit, in words. */
export const LEFT_OUT: readonly string[] = [
  ...(canMount ? [] : ['disks that are full or read-only, which need Linux and root']),
  ...(besidePgDump === null
    ? ['restoring on PostgreSQL, which needs a server beside pg_dump']
    : []),
];

function faultTrials(kind: Kind): readonly Trial[] {
  return [
    trial('faults', 'postgres', kind, '', async () =>
      faulty(await onServer(kind, 'faults'), POSTGRES_FAULTS),
    ),
    trial('faults', 'postgres', kind, ' server killed', async () => {
      const server = await killed();
      return withKilled(faulty(sceneOn(server, kind, 'killed'), [serverKilled(server)]));
    }),
    ...JOURNALS.map((journal) =>
      trial('faults', 'sqlite', kind, ` journal ${journal}`, () =>
        faulty(inFile(kind, journal), SQLITE_FAULTS),
      ),
    ),
    ...(canMount ? fullDisks(kind) : []),
  ];
}

/** Engines that cannot be had here, and how they carry out scripts. */
const DISTRIBUTED: readonly (readonly [EngineName, Ways])[] = [
  ['cockroach', 'by statement'],
  ['yugabyte', 'by statement'],
  ['dsql', 'by statement, indexes aside'],
  ['citus', 'whole'],
];

function distributedTrials([name, ways]: readonly [EngineName, Ways]): readonly Trial[] {
  return KINDS.filter((kind) => kind !== 'sqlx-no-transaction').map((kind) =>
    trial('faults', simulated(name), kind, '', async () =>
      faulty(await behindDoor(name, kind, { ways, purpose: 'faults' }), LEASE_FAULTS),
    ),
  );
}

function simulated(name: EngineName): string {
  return `${name} (simulated)`;
}

function fullDisks(kind: Kind): readonly Trial[] {
  return [
    trial('faults', 'postgres', kind, ' disk full', async () => {
      const server = await onSmallDisk();
      const full = diskFull<PostgresScene>(server.folder, async () => {
        // It may have given up, and what it could not write is to be recovered.
        await server.kill();
        await server.start();
      });
      return withSmallDisk(faulty(sceneOn(server, kind, 'full'), [full]));
    }),
    ...JOURNALS.map((journal) =>
      trial('faults', 'sqlite', kind, ` disk full, journal ${journal}`, () => {
        const folder = smallDisk(8 * MEGABYTE) ?? undefined;
        const scene = new SqliteScene(changes('sqlite', kind), { journal, folder });
        return faulty(scene, [diskFull(scene.folder), readOnlyDisk(scene.folder)]);
      }),
    ),
  ];
}

function restoreTrial(kind: Kind, journal: 'wal' | 'delete'): Trial {
  return trial('restore', 'sqlite', kind, ` journal ${journal}`, () => {
    const scene = inFile(kind, journal);
    return (command, random) => restore(scene, command, random, (signal) => scene.written(signal));
  });
}

function dumpTrial(kind: Kind): Trial {
  return trial('restore', 'postgres', kind, '', async () => {
    const scene = sceneOn(await dumped(), kind, 'restore');
    return (command, random) => restore(scene, command, random);
  });
}

function faulty<S extends Scene>(scene: S, faults: readonly Fault<S>[]): Play {
  return async (command, random) => {
    const outcomes = await playRound(scene, command, faults, random);
    return {
      faults: outcomes.flatMap(({ fault, inMidRun }) =>
        fault === null ? [] : [{ name: fault, inMidRun }],
      ),
      runners: 0,
      steps: outcomes.reduce((sum, { steps }) => sum + steps, 0),
      failures: outcomes.flatMap(({ failures }) => failures),
    };
  };
}

function crowd(scene: Scene, size: CrowdSize = {}): Play {
  return (command, random) => gather(scene, command, random, size);
}

function racing(scene: Scene): Play {
  return (command, random) => race(scene, command, random);
}

async function onServer(kind: Kind, purpose: string): Promise<PostgresScene> {
  return sceneOn(await steady(), kind, purpose);
}

/** The steady server, seen as another engine. */
async function behindDoor(
  name: EngineName,
  kind: Kind,
  { ways, purpose }: { readonly ways: Ways; readonly purpose: string },
): Promise<PostgresScene> {
  const server = await steady();
  const { port } = await simulatedEngine(name, server);
  const database = `${purpose}_${name}_${kind.replaceAll('-', '_')}`;
  return new PostgresScene(server, database, changes('postgres', kind, ways), { port });
}

function sceneOn(server: PostgresServer, kind: Kind, purpose: string): PostgresScene {
  const database = `${purpose}_${kind.replaceAll('-', '_')}`;
  return new PostgresScene(server, database, changes('postgres', kind));
}

function inFile(kind: Kind, journal: 'wal' | 'delete'): SqliteScene {
  return new SqliteScene(changes('sqlite', kind), { journal });
}

function trial(
  sort: Sort,
  engine: string,
  kind: Kind,
  special: string,
  open: () => Promise<Play> | Play,
): Trial {
  const opened = once(async () => open());
  const name = `${sort} ${engine}/${kind}${special}`;
  return {
    ...{ sort, engine, kind, name },
    play: async (command, random) => (await opened())(command, random),
  };
}

function once<T>(make: () => Promise<T>): () => Promise<T> {
  let made: Promise<T> | undefined;
  return () => (made ??= make());
}

/** Of what only one can have at a time. */
function oneAtATime(): (play: Play) => Play {
  let previous: Promise<unknown> = Promise.resolve();
  return (play) => (command, random) => {
    const played = previous.then(() => play(command, random));
    previous = played.catch(() => undefined);
    return played;
  };
}
