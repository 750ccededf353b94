import { postgresServer } from '../support/postgres.ts';
import type { Command } from './command.ts';
import { serverKilled } from './crash-faults.ts';
import type { Fault } from './faults.ts';
import { changes, KINDS, type Engine, type Kind } from './migration-set.ts';
import { POSTGRES_FAULTS } from './postgres-faults.ts';
import { PostgresScene } from './postgres-scene.ts';
import type { Random } from './random.ts';
import { playRound, type Outcome } from './rounds.ts';
import type { Scene } from './scene.ts';
import { SQLITE_FAULTS } from './sqlite-faults.ts';
import { SqliteScene } from './sqlite-scene.ts';

/** A place for rounds, one at a time. */
export interface Arena {
  /** Engine, kind, and what else tells it from others. */
  readonly name: string;
  readonly engine: Engine;
  readonly kind: Kind;
  readonly scene: Scene;
  play(command: Command, random: Random): Promise<readonly Outcome[]>;
}

/** @param only the beginning of an arena's name; empty for all */
export async function openArenas(only: string): Promise<readonly Arena[]> {
  const isWanted = (name: string): boolean => name.startsWith(only) || only.startsWith(name);
  const all = [
    ...(isWanted('postgres') ? await onPostgres() : []),
    ...(isWanted('sqlite') ? onSqlite() : []),
  ];
  return all.filter(({ name }) => name.startsWith(only));
}

/** One server for faults that leave it alone, and one that is killed. */
async function onPostgres(): Promise<readonly Arena[]> {
  const [steady, killed] = await Promise.all([
    postgresServer({ fsync: true }),
    postgresServer({ fsync: true }),
  ]);
  const on = (server: typeof steady, kind: Kind): PostgresScene =>
    new PostgresScene(server, kind.replaceAll('-', '_'), changes('postgres', kind));
  return [
    ...KINDS.map((kind) => arena('steady', on(steady, kind), POSTGRES_FAULTS)),
    ...inTurn(KINDS.map((kind) => arena('killed', on(killed, kind), [serverKilled(killed)]))),
  ];
}

function onSqlite(): readonly Arena[] {
  return KINDS.flatMap((kind) =>
    (['wal', 'delete'] as const).map((journal) =>
      arena(journal, new SqliteScene(changes('sqlite', kind), { journal }), SQLITE_FAULTS),
    ),
  );
}

function arena<S extends Scene>(special: string, scene: S, faults: readonly Fault<S>[]): Arena {
  const { engine, kind } = scene.changes;
  return {
    name: `${engine}/${kind}/${special}`,
    engine,
    kind,
    scene,
    play: (command, random) => playRound(scene, command, faults, random),
  };
}

/** Arenas that share what only one can have at a time. */
function inTurn(all: readonly Arena[]): readonly Arena[] {
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
