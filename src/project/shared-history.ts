import * as l10n from '@vscode/l10n';
import type { Problem } from '../core/problem.ts';
import type { TableName } from '../core/statement.ts';
import type { Target } from '../databases/target.ts';
import { isSameDatabase } from './same-database.ts';

/** Where a project keeps its history: in each of its environments, or in its one database. */
export interface HistoryPlace {
  /** For people, such as "shop (staging)". */
  readonly name: string;
  readonly target: Target;
  /** As the project is configured. */
  readonly table: TableName;
  /** As it was found in the database, with its schema; null: nobody has looked there. */
  readonly located: string | null;
  /** The file that names the address, relative to the project; null: it is no file of the project's own. */
  readonly path: string | null;
}

/** A warning for each of a project's places that is also another's: of its own, or of another project. */
export function sharedHistories(
  own: readonly HistoryPlace[],
  others: readonly HistoryPlace[],
): readonly Problem[] {
  const told = new Set<HistoryPlace>();
  return own.flatMap((place) => {
    if (told.has(place)) return [];
    const sharing = [...own, ...others].filter((each) => each === place || isShared(place, each));
    for (const each of sharing) told.add(each);
    return sharing.length > 1 ? [warning(place, sharing)] : [];
  });
}

/** Tools with tables of different names share a database in peace, and so do schemas. */
function isShared(a: HistoryPlace, b: HistoryPlace): boolean {
  if (!isSameDatabase(a.target, b.target) || a.table.name !== b.table.name) return false;
  if (a.located !== null && b.located !== null) return a.located === b.located;
  return a.table.schema === b.table.schema && optionsOf(a.target) === optionsOf(b.target);
}

/** They may say in which schema tables are looked for. */
function optionsOf(target: Target): string | null {
  return target.engine === 'postgres' ? target.options : null;
}

function warning(place: HistoryPlace, sharing: readonly HistoryPlace[]): Problem {
  return {
    code: 'shared-history',
    severity: 'warning',
    message: l10n.t(
      '{0} have one history, the table {1} of {2}: what is applied or reverted in one of them is so in all. Give each a database of its own.',
      sharing.map(({ name }) => name).join(', '),
      place.located ?? place.table.name,
      place.target.display,
    ),
    path: place.path,
    version: null,
    location: null,
  };
}
