import type { HistoryRow, Migration } from './migration.ts';
import type { Problem } from './problem.ts';
import { explain, type Finding } from './reasons.ts';
import type { Difference, MigrationStatus, State } from './state.ts';
import type { UnfinishedScript } from './unfinished.ts';

/** What reconciling needs to know of a convention. */
export interface Rules {
  compare(a: string, b: string): number;
  /** Whether a person may type `text` where no other version is meant by it. */
  isShortFor(text: string, version: string): boolean;
  difference(migration: Migration, row: HistoryRow): Difference | null;
  /** A failed migration is simply applied again; false: it first has to be put right by hand. */
  readonly retriesFailed: boolean;
}

/** The migrations as their files tell them. */
export interface MigrationFiles {
  /** In the convention's order; a version may repeat, and then has a problem. */
  readonly migrations: readonly Migration[];
  readonly problems: readonly Problem[];
}

/**
 * Compares the two sets, files and history rows; never a high-water mark, so that a gap shows.
 *
 * @returns in the convention's order
 */
export function reconcile(
  files: MigrationFiles,
  rows: readonly HistoryRow[],
  rules: Rules,
  unfinished: readonly UnfinishedScript[] = [],
): readonly MigrationStatus[] {
  const applied = rows.filter((row) => row.outcome === 'applied');
  const newest = applied.map((row) => row.version).reduce(later(rules), null);
  const recorded = new Map(rows.map((row) => [row.version, row]));
  const problems = Map.groupBy(files.problems, (problem) => problem.version);

  const claims = Map.groupBy(files.migrations, (migration) => migration.version);
  const versions = new Set(claims.keys());
  for (const row of rows) if (row.outcome !== 'reverted') versions.add(row.version);
  for (const { version } of unfinished) versions.add(version);

  return [...versions]
    .sort((a, b) => rules.compare(a, b))
    .map((version) => {
      const row = recorded.get(version) ?? null;
      const migration = standing(claims.get(version) ?? [], row, rules);
      const begun = unfinished.find((each) => each.version === version) ?? null;
      const finding = judge(version, migration, row, begun, newest, rules);
      const reason = explain(finding);
      const own = problems.get(version) ?? [];
      return {
        version,
        description: migration?.description ?? row?.description ?? '',
        state: finding.state,
        migration,
        row,
        difference: finding.difference,
        unfinished: begun,
        retryable: finding.retryable,
        problems: reason === null ? own : [reason, ...own],
      };
    });
}

/** Of files that claim one version the applied one stands for it; a problem names the others. */
function standing(
  claims: readonly Migration[],
  row: HistoryRow | null,
  rules: Rules,
): Migration | null {
  const [first = null, ...others] = claims;
  if (row === null || others.length === 0) return first;
  return claims.find((migration) => rules.difference(migration, row) === null) ?? first;
}

function judge(
  version: string,
  migration: Migration | null,
  row: HistoryRow | null,
  unfinished: UnfinishedScript | null,
  newest: string | null,
  rules: Rules,
): Finding {
  const found = (state: State, difference: Difference | null = null): Finding => ({
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
  if (unfinished !== null || row?.outcome === 'failed') return found('failed');
  if (row?.outcome === 'applied') {
    if (migration === null) return found(row.outsideFiles ? 'applied' : 'missing');
    const difference = rules.difference(migration, row);
    return difference === null ? found('applied') : found('modified', difference);
  }
  return found(newest !== null && rules.compare(version, newest) < 0 ? 'out-of-order' : 'pending');
}

function later(rules: Rules) {
  return (newest: string | null, version: string): string =>
    newest === null || rules.compare(version, newest) > 0 ? version : newest;
}
