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

/** By version. */
export function actionsOn({
  project: { convention },
  migrations,
}: Pick<Status, 'project' | 'migrations'>): ReadonlyMap<string, MigrationAction> {
  const actions = new Map<string, MigrationAction>();
  for (const [index, { version }] of migrations.filter(isPending).entries()) {
    actions.set(
      version,
      index === 0 ? { kind: 'apply' } : { kind: 'applyUpToHere', count: index + 1 },
    );
  }

  const applied = migrations.filter(isApplied);
  const highestFirst = applied.toReversed();
  // One without a way back keeps all below it from being reverted down to.
  const firstToStay = highestFirst.findIndex((each) => !hasWayBack(each));
  const reachable = firstToStay < 0 ? highestFirst : highestFirst.slice(0, firstToStay + 1);
  for (const [count, { version }] of reachable.entries()) {
    if (count > 0) actions.set(version, { kind: 'revertDownToHere', count });
  }
  // Some tools revert in the order of applying, which need not be that of the versions.
  const [last] = convention.revertOrder(applied);
  if (last !== undefined && hasWayBack(last)) actions.set(last.version, { kind: 'revert' });
  return actions;
}

export function hasWayBack({ migration }: MigrationStatus): boolean {
  return migration !== null && isReversible(migration);
}
