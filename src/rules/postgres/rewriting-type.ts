import * as l10n from '@vscode/l10n';
import type { TypeName } from '@pgsql/types';
import { as } from '../../grammar/tree.ts';
import type { Finding, TreeRule, TreeScript } from '../rule.ts';
import { liveAlterations, tableIn } from './live-tables.ts';
import { hasModifiers, typeNameOf } from './types.ts';

export const rewritingType: TreeRule = { id: 'rewriting-type', level: 'warning', check };

function check(script: TreeScript): readonly Finding[] {
  return liveAlterations(script).flatMap((action): readonly Finding[] => {
    if (action.command.subtype !== 'AT_AlterColumnType') return [];
    const type = as(action.command.def, 'ColumnDef')?.typeName;
    if (takesAllStrings(type)) return [];
    const names = [action.command.name ?? '', tableIn(action, script)];
    const message = KEPT_ROWS.has(typeNameOf(type))
      ? l10n.t(
          'Unless the type of {0} only gets wider by this, all of {1} is written anew with its indexes, and until then nobody can read or write it.',
          ...names,
        )
      : l10n.t(
          'Unless {0} has this type already, all of {1} is written anew with its indexes, and until then nobody can read or write it. Add a column of the new type, fill it in portions, and then change over.',
          ...names,
        );
    return [{ range: action.range, message }];
  });
}

/** Strings are stored as they are, whatever their limit was; char(n) aside, which is rare. */
function takesAllStrings(type: TypeName | undefined): boolean {
  const isUnlimited = !hasModifiers(type) && type?.arrayBounds === undefined;
  return isUnlimited && ['text', 'varchar'].includes(typeNameOf(type));
}

/**
 * From a narrower one of their kind, rows stay as they are; the tree knows the new type only. Of
 * timestamps, with and without time zone are the same from 12 on, where TimeZone is UTC.
 * https://www.postgresql.org/docs/current/sql-altertable.html#SQL-ALTERTABLE-NOTES
 */
const KEPT_ROWS = new Set([
  ...['varchar', 'varbit', 'numeric', 'time', 'timetz', 'timestamp', 'timestamptz', 'interval'],
  ...['inet', 'text'],
]);
