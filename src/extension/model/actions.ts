import { isReversible } from '../../core/migration.ts';
import { isApplied, isPending, type MigrationStatus } from '../../core/state.ts';
import type { Status } from '../../runner/status.ts';

/** What can be done with a migration, as far as it is not sure to be refused. */
export type MigrationAction =
  | { readonly kind: 'apply' }
  /** `count` of them: it and what is pending before it. */
  | { readonly kind: 'applyUpToHere'; readonly count: number }
  | { readonly kind: 'revert' }
  /** `count` of them: those above it. It stays itself. */
  | { readonly kind: 'revertDownToHere'; readonly count: number };

type Actions = ReadonlyMap<string, MigrationAction>;

/** By what was read: rows and lenses ask again and again. */
const known = new WeakMap<Status['migrations'], Actions>();

/** By version. */
export function actionsOn(status: Pick<Status, 'project' | 'migrations'>): Actions {
  const actions = known.get(status.migrations) ?? findActions(status);
  known.set(status.migrations, actions);
  return actions;
}

function findActions({
  project: { convention },
  migrations,
}: Pick<Status, 'project' | 'migrations'>): Actions {
  const actions = new Map<string, MigrationAction>();
  for (const [index, { version }] of migrations.filter(isPending).entries()) {
    actions.set(
      version,
      index === 0 ? { kind: 'apply' } : { kind: 'applyUpToHere', count: index + 1 },
    );
  }

  for (const { keep, count } of waysDown(migrations)) {
    if (keep !== null) actions.set(keep.version, { kind: 'revertDownToHere', count });
  }
  // Some tools revert in the order of applying, which need not be that of the versions.
  const [last] = convention.revertOrder(migrations.filter(isApplied));
  if (last !== undefined && hasWayBack(last)) actions.set(last.version, { kind: 'revert' });
  return actions;
}

/** One choice of how far down to revert. */
export interface WayDown {
  /** The highest that stays; null: none does. */
  readonly keep: MigrationStatus | null;
  /** How many it reverts. */
  readonly count: number;
}

/** The shortest first; one without a way back ends them, since none below it can be reached. */
export function waysDown(migrations: readonly MigrationStatus[]): readonly WayDown[] {
  const highestFirst = migrations.filter(isApplied).toReversed();
  const ways: WayDown[] = highestFirst.map((keep, count) => ({ keep, count }));
  ways.push({ keep: null, count: highestFirst.length });
  const first = highestFirst.findIndex((each) => !hasWayBack(each));
  return (first < 0 ? ways : ways.slice(0, first + 1)).filter(({ count }) => count > 0);
}

function hasWayBack({ migration }: MigrationStatus): boolean {
  return migration !== null && isReversible(migration);
}
