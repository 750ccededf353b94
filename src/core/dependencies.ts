import * as l10n from '@vscode/l10n';
import type { Direction, Migration } from './migration.ts';
import type { Problem } from './problem.ts';
import { isApplied, type MigrationStatus } from './state.ts';

/** What a plan would run too early, or take away from under migrations that stay. */
export function unmetDependencies(
  statuses: readonly MigrationStatus[],
  steps: readonly { readonly direction: Direction; readonly migration: Migration }[],
): readonly Problem[] {
  const applied = new Set(statuses.filter(isApplied).map(({ version }) => version));
  // What depends on nothing that there is, or on itself in the end, has its problem.
  const toldAlready = new Set(
    statuses
      .filter((status) => status.problems.some(({ code }) => code === 'dependency'))
      .map(({ version }) => version),
  );
  const problems: Problem[] = [];
  for (const { direction, migration } of steps) {
    if (direction === 'up') {
      for (const needed of toldAlready.has(migration.version) ? [] : dependenciesOf(migration)) {
        if (!applied.has(needed)) problems.push(tooEarly(migration, needed));
      }
      applied.add(migration.version);
    } else {
      applied.delete(migration.version);
      const left = statuses.find(
        (other) =>
          applied.has(other.version) &&
          other.migration !== null &&
          dependenciesOf(other.migration).includes(migration.version),
      );
      if (left?.migration) problems.push(stillNeeded(migration, left.migration));
    }
  }
  return problems;
}

function dependenciesOf({ metadata }: Migration): readonly string[] {
  return metadata?.dependencies.map(({ version }) => version) ?? [];
}

function tooEarly(migration: Migration, needed: string): Problem {
  return problem(
    migration,
    l10n.t(
      'Migration {0} depends on {1}, which is not applied. Apply that one first.',
      migration.version,
      needed,
    ),
  );
}

function stillNeeded(migration: Migration, dependent: Migration): Problem {
  return problem(
    migration,
    l10n.t(
      'Migration {0} cannot be reverted: {1} depends on it and is applied. Revert that one first.',
      migration.version,
      dependent.version,
    ),
  );
}

function problem({ version, metadata, up }: Migration, message: string): Problem {
  return {
    code: 'dependency',
    severity: 'error',
    message,
    path: metadata?.path ?? up.path,
    version,
    location: null,
  };
}
