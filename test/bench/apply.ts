import type { Engine } from '../../src/core/engine.ts';
import { appliers, type Applier } from './appliers.ts';
import { applying } from './applying.ts';
import { farAway } from './far-away.ts';
import { fasterThanPeers, timesFloor } from './mark.ts';
import { changes, largeChanges, type Change } from './migration-set.ts';
import { place, postgresPlace } from './place.ts';
import type { Options, Row } from './row.ts';
import { mapSides, type Sides } from './sides.ts';
import { dividedBy, ratio, type Summary } from './statistics.ts';

const FLOORS: Readonly<Record<Engine, string>> = {
  sqlite: 'the floor is better-sqlite3 alone in a process of its own, with the same history rows.',
  postgres:
    'the floor is pg alone in a process of its own, with the same history rows: a message each, all of them in flight.',
};

/** Why the marks of 1,000 are missed. Of the server it is the processor time of its process. */
const BECAUSE: Readonly<Record<Engine, string>> = {
  sqlite:
    'a migration takes 0.25 ms more than the floor’s: a tenth more for the same statements, one by one and beside the process that asked for them, and 0.1 ms for finding them, looking at the history again and telling of it. 0.2 s go before the first commit, for starting twice, reading and planning, and 0.05 s after the last. dbmate looks at nothing again, and is as fast as the floor',
  postgres:
    'a migration takes the server 1.3 ms of processor time where the floor’s takes 0.9: for four messages instead of one, and for looking at history, transaction and lock. The rest is what a run does once: 0.15 s until the first is sent (connecting twice, trying lock and server, planning) and 0.07 s after the last (their times, their texts)',
};

const GROWTH =
  'it does not grow: the server takes less time for each of the later ones, the floor’s and ours, and what it does beside for ours stays';

const BEHIND =
  'before anything is applied Strata reads all files, and hashes what was applied. dbmate and knex open only what is pending, and postgres-migrations has no files that revert';

/** Many, a transaction each; one behind many; a large one. */
export async function applyMany(engine: Engine, options: Options): Promise<readonly Row[]> {
  const { ours, floor, peers } = await appliers(engine);
  const { dbmate } = peers;
  const everybody: Sides<Applier> = { ours, floor, peers };
  const few: Sides<Applier> = { ours, floor, peers: dbmate ? { dbmate } : {} };
  const where = await place(engine);
  const measure = (
    whom: Sides<Applier>,
    all: readonly Change[],
    { applied = 0, warming = 0 } = {},
  ): Promise<Sides<Summary>> =>
    applying(
      where,
      mapSides(whom, (applier) => ({ applier, all, applied })),
      { rounds: options.rounds, warming },
    );
  try {
    const { many, more, behind, sizes } = options.quick ? QUICK : WHOLE;
    // In a first round programs are compiled, and those rounds that count find them compiled.
    const ofMany = await measure(everybody, changes(many), { warming: options.quick ? 0 : 1 });
    const ofMore = await measure(few, changes(more));
    // Each has applied many already, so that this is for the figures.
    const whom = options.quick ? few : everybody;
    const ofOne = await measure(whom, changes(behind + 1), { applied: behind });
    const growth = (side: 'ours' | 'floor'): Summary =>
      ratio(dividedBy(ofMore[side], more), dividedBy(ofMany[side], many));
    const note = FLOORS[engine];
    const rows: Row[] = [
      {
        ...{ work: `apply ${count(many)}`, ...ofMany, note, because: BECAUSE[engine] },
        marks: [timesFloor(1.15), fasterThanPeers()],
      },
      { work: `apply ${count(more)}`, ...ofMore, marks: [fasterThanPeers()], note },
      {
        work: `what one among ${count(more)} costs, to one among ${count(many)}`,
        ...{ ours: growth('ours'), floor: growth('floor'), unit: '×' },
        marks: [timesFloor(1)],
        because: GROWTH,
      },
      {
        ...{ work: `apply one behind ${count(behind)}`, ...ofOne, note, because: BEHIND },
        marks: [fasterThanPeers()],
      },
    ];
    for (const bytes of sizes) {
      const large = await measure(few, largeChanges(bytes));
      rows.push({ work: `apply a script of ${bytes / 1e6} MB`, ...large, marks: [], note });
    }
    return rows;
  } finally {
    await where.close();
  }
}

/** As a CI runner that is far from its database: 20 ms each way. */
export async function applyFarAway(options: Options): Promise<readonly Row[]> {
  const { ours, floor, peers } = await appliers('postgres');
  const where = await postgresPlace();
  const { many, share } = options.quick ? QUICK : WHOLE;
  const all = changes(many);
  const some = all.slice(0, share);
  const { port, close } = await farAway(where.port, options.quick ? 2 : 20);
  const trials = {
    ours: { applier: ours, all, port },
    floor: { applier: ours, all },
    peers: mapSides({ ours, floor, peers }, (applier) => ({ applier, all: some, port })).peers,
  };
  try {
    const warming = options.quick ? 0 : 1;
    const measured = await applying(where, trials, { rounds: options.rounds, warming });
    return [
      {
        work: `apply ${count(many)}, each`,
        ours: dividedBy(measured.ours, many),
        floor: dividedBy(measured.floor, many),
        peers: mapSides(measured, (all) => dividedBy(all, share)).peers,
        marks: [timesFloor(1.5), fasterThanPeers(20)],
        because:
          'a run waits fourteen times for the server, 0.56 s, however many migrations there are: four times to be let in, and as often until a second session is, by which the lock is tried',
        note: `the floor is ours without the network. Peers apply ${count(share)}: it is the time of one, with its share of the program's start, that is compared.`,
      },
    ];
  } finally {
    close();
    await where.close();
  }
}

const WHOLE = { many: 1_000, more: 10_000, behind: 2_000, share: 100, sizes: [1e6, 5e6] };
const QUICK = { many: 20, more: 40, behind: 20, share: 10, sizes: [1e5] };

function count(number: number): string {
  return number.toLocaleString('en');
}
