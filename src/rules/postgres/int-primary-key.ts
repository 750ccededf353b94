import * as l10n from '@vscode/l10n';
import type { ColumnDef, ConstrType } from '@pgsql/types';
import { allOf, strings } from '../../grammar/tree.ts';
import type { TreeRule, TreeScript } from '../rule.ts';
import { statementsIn } from './statements.ts';
import { declaredColumns, typeNameOf } from './types.ts';

export const intPrimaryKey: TreeRule = {
  id: 'int-primary-key',
  level: 'info',
  check: (script) => {
    const keys = keyColumns(script);
    return declaredColumns(script)
      .filter(({ column }) => SMALL.has(typeNameOf(column.typeName)) && countsUp(column))
      .filter(({ column }) => has(column, 'CONSTR_PRIMARY') || keys.has(column))
      .map(({ range }) => ({
        range,
        message: l10n.t(
          'Its numbers end at two billion or before, and to make it a bigint then writes the whole table anew, while nobody can use it. Begin with bigint.',
        ),
      }));
  },
};

const SERIALS = ['smallserial', 'serial', 'serial2', 'serial4'];
const SMALL = new Set(['int2', 'int4', ...SERIALS]);

/** By itself: other keys may be codes, of which there are a few. */
function countsUp(column: ColumnDef): boolean {
  return SERIALS.includes(typeNameOf(column.typeName)) || has(column, 'CONSTR_IDENTITY');
}

function has({ constraints }: ColumnDef, type: ConstrType): boolean {
  return allOf(constraints, 'Constraint').some(({ contype }) => contype === type);
}

/** Of tables that name their key apart, in one column: several make no number that counts up. */
function keyColumns(script: TreeScript): ReadonlySet<ColumnDef> {
  return new Set(
    statementsIn(script, 'CreateStmt').flatMap(({ node: { tableElts } }) => {
      const key = allOf(tableElts, 'Constraint').find(
        ({ contype }) => contype === 'CONSTR_PRIMARY',
      );
      const [only, ...others] = strings(key?.keys);
      if (only === undefined || others.length > 0) return [];
      return allOf(tableElts, 'ColumnDef').filter(({ colname }) => colname === only);
    }),
  );
}
