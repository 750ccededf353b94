import * as l10n from '@vscode/l10n';
import { additionsOf, elementsOf } from '../../sql/columns.ts';
import type { SqlName } from '../../sql/reader.ts';
import type { Statement } from '../../sql/statement.ts';
import { LONGEST_NAME } from '../names.ts';
import type { Finding, Rule, RuleScript } from '../rule.ts';
import { cut } from './cut-names.ts';

export const collidingNames: Rule = { id: 'colliding-names', level: 'error', check };

/** A name that a script gives to something. */
interface Given {
  readonly name: SqlName;
  /** Where no two things have the same name. */
  readonly space: string;
}

function check(script: RuleScript): readonly Finding[] {
  if (script.engine !== 'postgres') return [];
  const firsts = new Map<string, SqlName>();
  return script.statements
    .flatMap((statement) => namesGivenBy(statement, script))
    .flatMap(({ name, space }): readonly Finding[] => {
      const short = cut(name.name);
      const key = `${space} ${short}`;
      const first = firsts.get(key) ?? name;
      firsts.set(key, first);
      if (first.name === name.name) return [];
      const { start, end } = name;
      return [
        {
          range: { start, end },
          message: l10n.t(
            'PostgreSQL cuts names off after {0} bytes, so that this is the same as {1}: {2}. Give one of them a shorter name.',
            ...[LONGEST_NAME, first.name, short],
          ),
        },
      ];
    });
}

function namesGivenBy(statement: Statement, { read }: RuleScript): readonly Given[] {
  const columnsOf = (table: SqlName, columns: readonly { readonly name: SqlName }[]): Given[] =>
    columns.map(({ name }) => ({ name, space: `column of ${table.schema ?? ''}.${table.name}` }));

  if (statement.kind === 'alter-table') {
    return columnsOf(statement.table, additionsOf(statement, read(statement)).columns);
  }
  if (statement.kind !== 'create' || statement.name === null) return [];
  const { object, name } = statement;
  const space = `${RELATIONS.includes(object) ? 'relation' : object} ${name.schema ?? ''}`;
  const own = OVERLOADED.includes(object) ? [] : [{ name, space }];
  return object === 'table'
    ? [...own, ...columnsOf(name, elementsOf(statement, read(statement)).columns)]
    : own;
}

/** They share their names. */
const RELATIONS = ['table', 'index', 'view', 'materialized view', 'sequence', 'foreign table'];

/** There may be several of one name: of other arguments, or on other tables. */
const OVERLOADED = ['function', 'procedure', 'aggregate', 'trigger', 'rule', 'policy', 'operator'];
