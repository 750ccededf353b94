import type { HistoryRow, Migration } from './migration.ts';
import type { Problem } from './problem.ts';
import { explain, type Finding } from './reasons.ts';
import { isPending, type Difference, type MigrationStatus, type State } from './state.ts';
import type { UnfinishedScript } from './unfinished.ts';

/** What reconciling needs to know of a convention. */
export interface Rules {
  compare(a: string, b: string): number;
  /** Whether a person may type `text` where no other version is meant by it. */
  isShortFor(text: string, version: string): boolean;
  /** Whether it is what was applied. */
  isRecorded(migration: Migration, row: HistoryRow): boolean;
  /** What it is of one that is not, which takes several times as long to find out. */
  difference(migration: Migration, row: HistoryRow): Difference;
  /** A failed migration is simply applied again; false: it first has to be put right by hand. */
  readonly retriesFailed: boolean;
}

/** The migrations as their files tell them. */
export interface MigrationFiles {
  /** In the convention's order; a version may repeat, and then has a problem. */
  readonly migrations: readonly Migration[];
  readonly problems: readonly Problem[];
}

/** What was compared, and what it came to. */
export interface Reconciled {
  readonly files: MigrationFiles;
  readonly rows: readonly HistoryRow[];
  /** Scripts that have stopped half-way. */
  readonly unfinished: readonly unknown[];
  readonly migrations: readonly MigrationStatus[];
}

/**
 * Compares the two sets, files and history rows; never a high-water mark, so that a gap shows.
 *
 * @param last by the same rules: what is the same object in it, and says the same, has the same
 *   status again, with whatever has been found out about that
 * @returns in the convention's order
 */
export function reconcile(
  files: MigrationFiles,
  rows: readonly HistoryRow[],
  rules: Rules,
  unfinished: readonly UnfinishedScript[] = [],
  last: Reconciled | null = null,
): readonly MigrationStatus[] {
  if (last !== null && isSameButFiles(last, rows, unfinished)) {
    const others = othersThan(last.files, files);
    if (others !== null) return withOthers(last, others, files, rules);
  }
  const newest = newestOf(rows, rules);
  const recorded = new Map(rows.map((row) => [row.version, row]));
  const begun = new Map(unfinished.map((script) => [script.version, script]));
  const problems = Map.groupBy(files.problems, (problem) => problem.version);

  const claims = Map.groupBy(files.migrations, (migration) => migration.version);
  const versions = new Set(claims.keys());
  for (const row of rows) if (row.outcome !== 'reverted') versions.add(row.version);
  for (const version of begun.keys()) versions.add(version);

  const known = new Map(last?.migrations.map((status) => [status.version, status]));
  const isNewestKnown = last !== null && newestOf(last.rows, rules) === newest;
  return [...versions]
    .sort((a, b) => rules.compare(a, b))
    .map((version) => {
      const row = recorded.get(version) ?? null;
      const migration = standing(claims.get(version) ?? [], row, rules);
      const unfinished = begun.get(version) ?? null;
      const own = problems.get(version) ?? [];
      const found = { version, migration, row, unfinished, own };
      const before = known.get(version);
      const isKnown = before !== undefined && isAsFound(before, found, isNewestKnown);
      return isKnown ? before : statusOf(found, newest, rules);
    });
}

/** One version, before its state is known. */
interface Found extends Pick<MigrationStatus, 'version' | 'migration' | 'row' | 'unfinished'> {
  /** Problems of its files. */
  readonly own: readonly Problem[];
}

function statusOf(found: Found, newest: string | null, rules: Rules): MigrationStatus {
  const { version, migration, row, unfinished, own } = found;
  const finding = judge(found, newest, rules);
  const reason = explain(finding);
  return {
    version,
    description: migration?.description ?? row?.description ?? '',
    state: finding.state,
    migration,
    row,
    difference: finding.difference,
    unfinished,
    retryable: finding.retryable,
    problems: reason === null ? own : [reason, ...own],
  };
}

/** Nothing but the files can be another, and which versions there are is up to them and the rows. */
function isSameButFiles(
  last: Reconciled,
  rows: readonly HistoryRow[],
  unfinished: readonly UnfinishedScript[],
): boolean {
  return rows === last.rows && unfinished.length === 0 && last.unfinished.length === 0;
}

/** The versions of which files say something else; null where they may be other versions. */
function othersThan(
  before: MigrationFiles,
  { migrations, problems }: MigrationFiles,
): ReadonlySet<string> | null {
  if (migrations.length !== before.migrations.length) return null;
  const others = new Set<string>();
  for (let place = 0; place < migrations.length; place++) {
    const known = before.migrations[place];
    const now = migrations[place];
    if (known === now) continue;
    if (known?.version !== now?.version) return null;
    if (now !== undefined) others.add(now.version);
  }
  for (const { version } of differing(before.problems, problems)) {
    if (version !== null) others.add(version);
  }
  return others;
}

/** The last statuses, with those of other versions judged anew. */
function withOthers(
  last: Reconciled,
  others: ReadonlySet<string>,
  files: MigrationFiles,
  rules: Rules,
): readonly MigrationStatus[] {
  if (others.size === 0) return last.migrations;
  const problems = Map.groupBy(files.problems, (problem) => problem.version);
  const newest = newestOf(last.rows, rules);
  const migrations = [...last.migrations];
  for (const version of others) {
    const place = placeOf(version, migrations, rules);
    const row = migrations[place]?.row;
    // Problems may be of a version that has no migration.
    if (row === undefined || migrations[place]?.version !== version) continue;
    const migration = standing(claimsOf(version, files.migrations, rules), row, rules);
    const own = problems.get(version) ?? [];
    const found = { version, migration, row, unfinished: null, own };
    migrations[place] = statusOf(found, newest, rules);
  }
  return migrations;
}

/** The files of one version, which follow each other. */
function claimsOf(
  version: string,
  migrations: readonly Migration[],
  rules: Rules,
): readonly Migration[] {
  const first = placeOf(version, migrations, rules);
  let end = first;
  while (migrations[end]?.version === version) end++;
  return migrations.slice(first, end);
}

/** Where the first of a version stands, or would stand, in the convention's order. */
function placeOf(
  version: string,
  all: readonly { readonly version: string }[],
  rules: Rules,
): number {
  let [from, to] = [0, all.length];
  while (from < to) {
    const middle = (from + to) >> 1;
    if (rules.compare(all[middle]?.version ?? version, version) < 0) from = middle + 1;
    else to = middle;
  }
  return from;
}

/** Whether all that a status was made of is what was found now. */
function isAsFound(before: MigrationStatus, found: Found, isNewestKnown: boolean): boolean {
  const { state, problems } = before;
  const isReason = state !== 'applied' && state !== 'pending';
  return (
    before.migration === found.migration &&
    before.row === found.row &&
    before.unfinished === null &&
    found.unfinished === null &&
    (isNewestKnown || !isPending(before)) &&
    differing(isReason ? problems.slice(1) : problems, found.own).length === 0
  );
}

/** What is left of both lists without what they begin and end with alike. */
function differing<T>(a: readonly T[], b: readonly T[]): readonly T[] {
  if (a === b) return [];
  const shorter = Math.min(a.length, b.length);
  let start = 0;
  while (start < shorter && a[start] === b[start]) start++;
  let end = 0;
  while (end < shorter - start && a.at(-1 - end) === b.at(-1 - end)) end++;
  return [...a.slice(start, a.length - end), ...b.slice(start, b.length - end)];
}

/** Of files that claim one version the applied one stands for it; a problem names the others. */
function standing(
  claims: readonly Migration[],
  row: HistoryRow | null,
  rules: Rules,
): Migration | null {
  const [first = null, ...others] = claims;
  if (row === null || others.length === 0) return first;
  return claims.find((migration) => rules.isRecorded(migration, row)) ?? first;
}

function judge(found: Found, newest: string | null, rules: Rules): Finding {
  const { version, migration, row, unfinished } = found;
  const finding = (state: State, difference: Difference | null = null): Finding => ({
    version,
    migration,
    row,
    state,
    difference,
    unfinished,
    retryable:
      state === 'failed' && rules.retriesFailed && migration !== null && unfinished === null,
    newest,
  });
  if (unfinished !== null || row?.outcome === 'failed') return finding('failed');
  if (row?.outcome === 'applied') {
    if (migration === null) return finding(row.outsideFiles ? 'applied' : 'missing');
    if (rules.isRecorded(migration, row)) return finding('applied');
    return finding('modified', rules.difference(migration, row));
  }
  const isLate = newest !== null && rules.compare(version, newest) < 0;
  return finding(isLate ? 'out-of-order' : 'pending');
}

/** Of those that are applied; null: none is. As long as the history is not read again, it stays. */
function newestOf(rows: readonly HistoryRow[], rules: Rules): string | null {
  const known = newests.get(rows);
  if (known !== undefined) return known;
  let newest: string | null = null;
  for (const { version, outcome } of rows) {
    if (outcome !== 'applied') continue;
    if (newest === null || rules.compare(version, newest) > 0) newest = version;
  }
  newests.set(rows, newest);
  return newest;
}

const newests = new WeakMap<readonly HistoryRow[], string | null>();
