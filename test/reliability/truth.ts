import type { Change, Changes, Direction, Kind, Script, Statement } from './migration-set.ts';

/** What one consistent read of a database finds; nothing of it is what Strata says. */
export interface Snapshot {
  /** In the order in which they were written. */
  readonly trace: readonly {
    readonly migration: number;
    readonly direction: Direction;
    readonly place: string;
  }[];
  readonly counters: readonly {
    readonly migration: number;
    readonly direction: Direction;
    readonly n: number;
  }[];
  /** Tables, and indexes that are of use. */
  readonly objects: ReadonlySet<string>;
  /** By version, of those that the history has a row of. */
  readonly history: ReadonlyMap<string, Recorded>;
  /** By version, of scripts without a transaction that have begun and not ended. */
  readonly progress: ReadonlyMap<string, Progress>;
}

export type Recorded = 'applied' | 'reverted' | 'failed';

export interface Progress {
  readonly direction: Direction;
  /** How many statements are done. */
  readonly completed: number;
  /** The next was under way. */
  readonly inDoubt: boolean;
}

/** How far a migration is, as the traces have it. */
export type Place =
  | 'absent'
  | 'present'
  /** So many statements of a script are done; where some leave no trace, from `atLeast` to `atMost`. */
  | { readonly direction: Direction; readonly atLeast: number; readonly atMost: number };

export interface Finding {
  readonly kind: 'lost' | 'doubled' | 'half done' | 'out of order';
  readonly what: string;
}

export interface Truth {
  readonly places: ReadonlyMap<number, Place>;
  /** The version of a script without a transaction that has begun and not ended. */
  readonly unfinished: string | null;
  /** Empty: nothing is lost, doubled, half done or out of order. */
  readonly findings: readonly Finding[];
}

/** Which migrations are in the schema, whole, and whether the history says the same. */
export function judge({ kind, list }: Changes, snapshot: Snapshot): Truth {
  const places = new Map<number, Place>();
  const findings: Finding[] = [];
  for (const change of list) {
    const found = placeOf(change, snapshot);
    if (isFinding(found)) {
      findings.push(found);
      continue;
    }
    places.set(change.number, found);
    findings.push(...compare(change, found, { kind, snapshot }));
  }
  const unfinished = list.find((change) => progressOf(change, kind, snapshot) !== undefined);
  return {
    places,
    unfinished: unfinished?.version ?? null,
    findings: [...findings, ...orderOf(snapshot)],
  };
}

function isFinding(found: Place | Finding): found is Finding {
  return typeof found === 'object' && 'kind' in found;
}

/** What schema and traces say, the history left aside. */
function placeOf(change: Change, snapshot: Snapshot): Place | Finding {
  const name = `migration ${change.number}`;
  const up = times(change, 'up', snapshot);
  const down = times(change, 'down', snapshot);
  const applied = Math.min(...up);
  const reverted = Math.min(...down);
  const begun = Math.max(...up) > applied ? 'up' : Math.max(...down) > reverted ? 'down' : null;
  const net = applied - reverted;
  if (net < 0 || net > 1 || Math.max(...up) - reverted > 1 || Math.max(...down) - applied > 0) {
    return { kind: 'doubled', what: `${name}: up ${up.join('/')}, down ${down.join('/')} times` };
  }
  if (begun === null) {
    const whole = net === 1;
    const odd = objectsOf(change).filter((object) => snapshot.objects.has(object) !== whole);
    if (odd.length === 0) return whole ? 'present' : 'absent';
    const what = `${name} is ${whole ? 'there' : 'not there'}, but ${odd.join(', ')}`;
    return { kind: 'half done', what };
  }
  const done = change[begun].statements.map((statement) =>
    isDone(statement, {
      change,
      direction: begun,
      full: begun === 'up' ? applied : reverted,
      snapshot,
    }),
  );
  const atLeast = done.lastIndexOf(true) + 1;
  const firstUndone = done.indexOf(false);
  const atMost = firstUndone === -1 ? done.length : firstUndone;
  if (atMost >= atLeast) return { direction: begun, atLeast, atMost };
  return { kind: 'half done', what: `${name}: of ${begun}, ${done.map(String).join(', ')}` };
}

/** How often each of a script's counting statements was carried out. */
function times(change: Change, direction: Direction, snapshot: Snapshot): readonly number[] {
  return change[direction].statements.flatMap(({ mark }) =>
    mark?.kind === 'count' ? [timesAt(change, direction, mark.place, snapshot)] : [],
  );
}

function timesAt(
  { number }: Change,
  direction: Direction,
  place: string,
  { trace, counters }: Snapshot,
): number {
  const isThis = (each: { migration: number; direction: Direction }): boolean =>
    each.migration === number && each.direction === direction;
  return place === 'counter'
    ? (counters.find(isThis)?.n ?? 0)
    : trace.filter((each) => isThis(each) && each.place === place).length;
}

/** @returns null where nothing shows it */
function isDone(
  { mark }: Statement,
  at: { change: Change; direction: Direction; full: number; snapshot: Snapshot },
): boolean | null {
  switch (mark?.kind) {
    case undefined:
      return null;
    case 'count':
      return timesAt(at.change, at.direction, mark.place, at.snapshot) > at.full;
    case 'makes':
      return at.snapshot.objects.has(mark.object);
    case 'drops':
      return !at.snapshot.objects.has(mark.object);
  }
}

function objectsOf({ up }: Change): readonly string[] {
  return up.statements.flatMap(({ mark }) => (mark?.kind === 'makes' ? [mark.object] : []));
}

/** What is written down counts as long as the tool's own history does not say that it has ended. */
function progressOf(
  { version }: Change,
  kind: Kind,
  { history, progress }: Snapshot,
): Progress | undefined {
  const written = progress.get(version);
  if (written === undefined) return undefined;
  const recorded = history.get(version) ?? 'reverted';
  const isOpen =
    kind === 'sqlx' || kind === 'sqlx-no-transaction'
      ? recorded === 'failed'
      : (recorded === 'applied') === (written.direction === 'down');
  return isOpen ? written : undefined;
}

/** Schema against history. */
function compare(
  change: Change,
  place: Place,
  { kind, snapshot }: { kind: Kind; snapshot: Snapshot },
): readonly Finding[] {
  const { number, version } = change;
  const recorded = snapshot.history.get(version) ?? 'reverted';
  const progress = progressOf(change, kind, snapshot);
  const says = `the history says ${recorded}${progress ? ` (${progress.direction}, ${progress.completed} done${progress.inDoubt ? ', the next in doubt' : ''})` : ''}`;
  const found = (kind: Finding['kind'], what: string): readonly Finding[] => [
    { kind, what: `migration ${number} ${what}; ${says}` },
  ];

  if (progress !== undefined) {
    return fits(change[progress.direction], place, progress)
      ? []
      : found('half done', `is at ${JSON.stringify(place)}`);
  }
  if (typeof place === 'object') {
    return found('half done', `is between: ${JSON.stringify(place)}`);
  }
  if (place === 'absent') return recorded === 'applied' ? found('lost', 'is not there') : [];
  return recorded === 'applied' ? [] : found('half done', 'is there without its record');
}

/** Exactly the statements that are written down as done are done, and of one in doubt nobody knows. */
function fits(script: Script, place: Place, { direction, completed, inDoubt }: Progress): boolean {
  const total = script.statements.length;
  const before: Place = direction === 'up' ? 'absent' : 'present';
  const range =
    typeof place === 'object'
      ? place
      : place === before
        ? {
            direction,
            atLeast: 0,
            atMost: script.statements.findIndex(({ mark }) => mark !== null),
          }
        : {
            direction,
            atLeast: script.statements.findLastIndex(({ mark }) => mark !== null) + 1,
            atMost: total,
          };
  if (script.transactional || range.direction !== direction) return false;
  const furthest = inDoubt ? completed + 1 : completed;
  return range.atLeast <= furthest && completed <= range.atMost;
}

/** The newest that is there is the only one to be reverted, and only newer ones are applied. */
function orderOf({ trace }: Snapshot): readonly Finding[] {
  const there: number[] = [];
  for (const { migration, direction, place } of trace) {
    if (place !== 'first') continue;
    const newest = there.at(-1) ?? 0;
    const isInOrder = direction === 'up' ? migration === newest + 1 : migration === newest;
    if (!isInOrder) {
      return [{ kind: 'out of order', what: `${direction} of ${migration} after ${newest}` }];
    }
    if (direction === 'up') there.push(migration);
    else there.pop();
  }
  return [];
}
