import * as l10n from '@vscode/l10n';
import type { Constraint } from '@pgsql/types';
import { as, allOf, strings } from '../../grammar/tree.ts';
import { insertion } from '../insertion.ts';
import { description } from '../missing-comment.ts';
import { isTooLong, quoted } from '../names.ts';
import type { Finding, RuleFix, TreeRule, TreeScript } from '../rule.ts';
import { liveAlterations, tableIn, textOf } from './live-tables.ts';
import type { Alteration } from './statements.ts';

export const missingNotValid: TreeRule = { id: 'missing-not-valid', level: 'warning', check };

function check(script: TreeScript): readonly Finding[] {
  return liveAlterations(script).flatMap((action): readonly Finding[] => {
    const found = scannedConstraint(action);
    if (found === null) return [];
    const fix =
      action.command.subtype === 'AT_AddConstraint' ? notValid(action, found, script) : null;
    const message = messageOf(found, tableIn(action, script));
    return [{ range: action.range, message, ...(fix && { fix }) }];
  });
}

/** That the rows have to be read for, which are there. */
function scannedConstraint({ command }: Alteration): Constraint | null {
  switch (command.subtype) {
    case 'AT_AddConstraint': {
      const constraint = as(command.def, 'Constraint');
      return constraint !== null && isScanned(constraint) ? constraint : null;
    }
    case 'AT_AddColumn': {
      const constraints = allOf(as(command.def, 'ColumnDef')?.constraints, 'Constraint');
      const hasDefault = constraints.some(({ contype }) => contype === 'CONSTR_DEFAULT');
      // A column of nulls refers to nothing.
      const isChecked = ({ contype }: Constraint): boolean =>
        contype === 'CONSTR_CHECK' || (contype === 'CONSTR_FOREIGN' && hasDefault);
      return constraints.find(isChecked) ?? null;
    }
    default:
      return null;
  }
}

function isScanned({ contype, skip_validation, is_enforced }: Constraint): boolean {
  switch (contype) {
    case 'CONSTR_CHECK':
    case 'CONSTR_FOREIGN':
      return skip_validation !== true && is_enforced === true;
    case 'CONSTR_NOTNULL':
      return skip_validation !== true;
    default:
      return false;
  }
}

function messageOf({ contype, pktable }: Constraint, table: string): string {
  return contype === 'CONSTR_FOREIGN'
    ? l10n.t(
        'All rows of {0} are looked up in {1}, and until then nobody can write to either. Add the foreign key as NOT VALID, and validate it in a later migration.',
        ...[table, pktable?.relname ?? ''],
      )
    : l10n.t(
        'All of {0} is read to see that its rows fulfil this, and until then nobody can read or write it. Add the constraint as NOT VALID, and validate it in a later migration.',
        table,
      );
}

function notValid(action: Alteration, constraint: Constraint, script: TreeScript): RuleFix | null {
  const { range, table } = action;
  const plain = constraint.conname ?? nameFor(constraint, table.name);
  if (isTooLong(plain, 'postgres')) return null;
  const name = quoted(plain);
  const written = tableIn(action, script);
  const reader = script.read(range);
  reader.accept('add');
  const isNamed = constraint.conname !== undefined;
  const { start } = reader.rest;
  const body = `${isNamed ? '' : `CONSTRAINT ${name} `}${textOf({ start, end: range.end }, script)}`;
  const purpose = description(
    l10n.t('See that the rows of {0} that were there before fulfil {1} too.', table.name, plain),
  );
  return {
    title: l10n.t('Add it as NOT VALID, and validate it in a later migration'),
    edits: [
      ...(isNamed ? [] : [insertion(start, `CONSTRAINT ${name} `)]),
      insertion(range.end, ' NOT VALID'),
    ],
    following: [
      {
        name: `validate ${plain}`,
        up: `${purpose}ALTER TABLE ${written} VALIDATE CONSTRAINT ${name};\n`,
        down: `ALTER TABLE ${written} DROP CONSTRAINT ${name};\nALTER TABLE ${written} ADD ${body} NOT VALID;\n`,
        transactional: true,
        moved: false,
      },
    ],
  };
}

/** As PostgreSQL would call it, as long as nothing is called so. */
function nameFor({ contype, fk_attrs, keys }: Constraint, table: string): string {
  switch (contype) {
    case 'CONSTR_FOREIGN':
      return [table, ...strings(fk_attrs), 'fkey'].join('_');
    case 'CONSTR_NOTNULL':
      return [table, ...strings(keys), 'not_null'].join('_');
    default:
      return `${table}_check`;
  }
}
