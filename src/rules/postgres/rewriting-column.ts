import * as l10n from '@vscode/l10n';
import type { ColumnDef, Constraint } from '@pgsql/types';
import { allOf, as, strings, within } from '../../grammar/tree.ts';
import type { Finding, TreeRule, TreeScript } from '../rule.ts';
import { liveAlterations, tableIn } from './live-tables.ts';
import { typeNameOf } from './types.ts';

export const rewritingColumn: TreeRule = { id: 'rewriting-column', level: 'warning', check };

function check(script: TreeScript): readonly Finding[] {
  const { serverVersion } = script;
  return liveAlterations(script).flatMap((action): readonly Finding[] => {
    if (action.command.subtype !== 'AT_AddColumn') return [];
    const column = as(action.command.def, 'ColumnDef');
    const reason = column && whyRewritten(column, serverVersion);
    if (reason === null) return [];
    const message = l10n.t(
      '{0}, so all of {1} is written anew with its indexes, and until then nobody can read or write it. Add the column without it, fill it in portions, and then set it.',
      ...[reason, tableIn(action, script)],
    );
    return [{ range: action.range, message }];
  });
}

function whyRewritten(
  { typeName, constraints }: ColumnDef,
  serverVersion: number | null,
): string | null {
  if (SERIALS.has(typeNameOf(typeName))) return l10n.t('Each row gets a number of its own');
  for (const constraint of allOf(constraints, 'Constraint')) {
    switch (constraint.contype) {
      case 'CONSTR_IDENTITY':
        return l10n.t('Each row gets a number of its own');
      case 'CONSTR_GENERATED':
        if (constraint.generated_kind !== 'v') return l10n.t('The value is stored in each row');
        break;
      case 'CONSTR_DEFAULT': {
        const volatile = volatileIn(constraint);
        if (volatile !== undefined) return l10n.t('{0}() has another value for each row', volatile);
        if (serverVersion !== null && serverVersion < 11) {
          return l10n.t('PostgreSQL {0} writes the default into each row', serverVersion);
        }
      }
    }
  }
  return null;
}

const SERIALS = new Set([
  ...['smallserial', 'serial', 'bigserial', 'serial2', 'serial4', 'serial8'],
]);

function volatileIn({ raw_expr: expression }: Constraint): string | undefined {
  if (expression === undefined) return undefined;
  return [...within(expression, 'FuncCall')]
    .map(({ funcname }) => strings(funcname).at(-1) ?? '')
    .find((name) => VOLATILE.has(name));
}

/**
 * Of PostgreSQL's own functions and of uuid-ossp and pgcrypto, those that are volatile and can be a
 * default. One of somebody's own may be, but nothing here tells.
 */
const VOLATILE = new Set([
  ...['clock_timestamp', 'timeofday', 'random', 'random_normal', 'nextval', 'currval', 'lastval'],
  ...['gen_random_uuid', 'uuidv4', 'uuidv7', 'array_shuffle', 'array_sample', 'current_query'],
  ...['uuid_generate_v1', 'uuid_generate_v1mc', 'uuid_generate_v4', 'gen_random_bytes', 'gen_salt'],
]);
