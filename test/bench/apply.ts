import type { Engine } from '../../src/core/engine.ts';
import { appliers } from './appliers.ts';
import { applying, type Trial } from './applying.ts';
import type { Rounds } from './by-turns.ts';
import { farAway } from './far-away.ts';
import { fasterThanPeers, timesFloor } from './mark.ts';
import { changes, largeChanges } from './migration-set.ts';
import { place, postgresPlace } from './place.ts';
import type { Options, Row } from './row.ts';
import { mapSides, type Sides } from './sides.ts';
import { dividedBy, ratio, type Summary } from './statistics.ts';

const FLOORS: Readonly<Record<Engine, string>> = {
  sqlite: 'the floor is better-sqlite3 alone in a process of its own, with the same history rows.',
  postgres:
    'the floor is pg alone in a process of its own, with the same history rows: a message each, all of them in flight.',
};

/** Many, a transaction each; one behind many; a large one. */
export async function applyMany(engine: Engine, options: Options): Promise<readonly Row[]> {
  const { ours, floor, peers } = await appliers(engine);
  const where = await place(engine);
  const { dbmate } = peers;
  const few = { ours, floor, peers: dbmate ? { dbmate } : {} };
  const measure = (whom: typeof few, trial: Omit<Trial, 'applier'>): Promise<Sides<Summary>> =>
    applying(
      where,
      mapSides(whom, (applier) => ({ applier, ...trial })),
      roundsOf(options),
    );

  const { many, more, behind, sizes } = options.quick ? QUICK : WHOLE;
  const [fewer, all] = [changes(many), changes(more)];
  const note = FLOORS[engine];
  const ofMany = await measure({ ours, floor, peers }, { all: fewer });
  const ofMore = await measure(few, { all });
  const growth = (before: Summary, after: Summary): Summary =>
    ratio(dividedBy(after, more), dividedBy(before, many));
  const rows: Row[] = [
    {
      work: `apply ${many}`,
      ...ofMany,
      marks: [timesFloor(1.15), fasterThanPeers()],
      note,
    },
    { work: `apply ${more}`, ...ofMore, marks: [fasterThanPeers()], note },
    {
      work: `cost of one among ${more}, to one among ${many}`,
      ours: growth(ofMany.ours, ofMore.ours),
      floor: growth(ofMany.floor, ofMore.floor),
      unit: '×',
      marks: [timesFloor(1)],
    },
    {
      work: `apply one pending behind ${behind}`,
      ...(await measure({ ours, floor, peers }, { all: changes(behind + 1), applied: behind })),
      marks: [fasterThanPeers()],
      note,
    },
  ];
  for (const bytes of sizes) {
    const work = `apply a script of ${bytes / 1e6} MB`;
    rows.push({ work, ...(await measure(few, { all: largeChanges(bytes) })), marks: [], note });
  }
  return rows;
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
    const measured = await applying(where, trials, roundsOf(options));
    return [
      {
        work: `apply ${many}, each`,
        ours: dividedBy(measured.ours, many),
        floor: dividedBy(measured.floor, many),
        peers: mapSides(measured, (all) => dividedBy(all, share)).peers,
        marks: [timesFloor(1.5), fasterThanPeers(20)],
        note: `the floor is ours without the network. Peers apply ${share}: it is the time of one, with its share of the program's start, that is compared.`,
      },
    ];
  } finally {
    close();
  }
}

const WHOLE = { many: 1_000, more: 10_000, behind: 2_000, share: 100, sizes: [1e6, 5e6] };
const QUICK = { many: 20, more: 40, behind: 20, share: 10, sizes: [1e5] };

/** The first round compiles what the others find compiled. */
function roundsOf({ rounds, quick }: Options): Rounds {
  return { rounds, warming: quick ? 0 : 1 };
}
