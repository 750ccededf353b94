import * as l10n from '@vscode/l10n';
import type { Node } from '@pgsql/types';
import { as, strings } from '../../grammar/tree.ts';
import { isSameName, type ObjectName } from '../../sql/reader.ts';
import { description } from '../missing-comment.ts';
import { isTooLong, quoted } from '../names.ts';
import type { Finding, RuleFix, TreeRule, TreeScript } from '../rule.ts';
import { liveAlterations, tableIn } from './live-tables.ts';
import type { Alteration } from './statements.ts';

export const scanningNotNull: TreeRule = { id: 'scanning-not-null', level: 'warning', check };

/** A constraint says already that a column holds no null. */
interface Assured {
  readonly table: ObjectName;
  readonly constraint: string;
  /** Null: an earlier migration knows. */
  readonly column: string | null;
  readonly valid: boolean;
}

function check(script: TreeScript): readonly Finding[] {
  let assured: readonly Assured[] = [];
  return liveAlterations(script).flatMap((action): readonly Finding[] => {
    assured = after(action, assured);
    const { table, command } = action;
    if (command.subtype !== 'AT_SetNotNull') return [];
    const isAssured = assured.some(
      ({ valid, column, ...each }) =>
        valid && (column ?? command.name) === command.name && isSameName(each.table, table),
    );
    if (isAssured && (script.serverVersion ?? 12) >= 12) return [];
    const message = l10n.t(
      'All of {0} is read to see that no {1} is null, and until then nobody can read or write it, unless a valid CHECK ({1} IS NOT NULL) is there already. Add that as NOT VALID first, and validate it in a later migration.',
      ...[tableIn(action, script), command.name ?? ''],
    );
    const fix = asCheck(action, script);
    return [{ range: action.range, message, ...(fix && { fix }) }];
  });
}

function after({ table, command }: Alteration, assured: readonly Assured[]): readonly Assured[] {
  switch (command.subtype) {
    case 'AT_AddConstraint': {
      const constraint = as(command.def, 'Constraint');
      const column = notNullColumn(constraint?.raw_expr);
      if (constraint === null || column === null) return assured;
      const valid = constraint.skip_validation !== true;
      return [...assured, { table, constraint: constraint.conname ?? '', column, valid }];
    }
    case 'AT_ValidateConstraint': {
      const constraint = command.name ?? '';
      const column = assured.find(
        (each) => each.constraint === constraint && isSameName(each.table, table),
      )?.column;
      return [...assured, { table, constraint, column: column ?? null, valid: true }];
    }
    default:
      return assured;
  }
}

/** Of `x IS NOT NULL`. */
function notNullColumn(expression: Node | undefined): string | null {
  const test = as(expression, 'NullTest');
  if (test?.nulltesttype !== 'IS_NOT_NULL') return null;
  return strings(as(test.arg, 'ColumnRef')?.fields)[0] ?? null;
}

function asCheck(action: Alteration, script: TreeScript): RuleFix | null {
  const { command, table, range } = action;
  const column = quoted(command.name ?? '');
  const plain = `${table.name}_${command.name ?? ''}_not_null`;
  if (isTooLong(plain, 'postgres')) return null;
  const name = quoted(plain);
  const written = tableIn(action, script);
  const constraint = `ADD CONSTRAINT ${name} CHECK (${column} IS NOT NULL) NOT VALID`;
  const purpose = description(
    l10n.t(
      'No {1} of {0} is null: {2} sees to it, so that nobody waits.',
      table.name,
      command.name ?? '',
      plain,
    ),
  );
  const up = [
    `ALTER TABLE ${written} VALIDATE CONSTRAINT ${name};`,
    `ALTER TABLE ${written} ALTER COLUMN ${column} SET NOT NULL;`,
    // In one statement with the other, it would be gone before it is asked.
    `ALTER TABLE ${written} DROP CONSTRAINT ${name};`,
  ];
  const down = [
    `ALTER TABLE ${written} ALTER COLUMN ${column} DROP NOT NULL;`,
    `ALTER TABLE ${written} ${constraint};`,
  ];
  return {
    title: l10n.t('Check new rows now, and set NOT NULL in a later migration'),
    edits: [{ ...range, text: constraint }],
    following: [
      {
        name: `${table.name} ${command.name ?? ''} not null`,
        up: `${purpose}${up.join('\n')}\n`,
        down: `${down.join('\n')}\n`,
        transactional: true,
        moved: false,
      },
    ],
  };
}
