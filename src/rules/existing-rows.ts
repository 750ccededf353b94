import * as l10n from '@vscode/l10n';
import type { TextRange } from '../core/problem.ts';
import { additionsOf } from '../sql/columns.ts';
import type { ObjectName, SqlReader } from '../sql/reader.ts';
import type { DataChange, Statement, TableChange } from '../sql/statement.ts';
import { columnsAddedTo } from './added-columns.ts';
import { NameSet } from './name-set.ts';
import { newTables } from './new-tables.ts';
import type { Finding, Rule, RuleScript } from './rule.ts';

export const existingRows: Rule = { id: 'existing-rows', level: 'warning', check };

/** What is required of rows that are there already. */
interface Requirement {
  readonly range: TextRange;
  /** Null: of a domain, which columns of any table may have. */
  readonly table: ObjectName | null;
  /** Null: any may be meant. */
  readonly columns: readonly string[] | null;
  readonly message: string;
}

function check(script: RuleScript): readonly Finding[] {
  if (script.direction === 'down') return [];
  const isNew = newTables(script);
  const caredFor = new NameSet();
  const addedTo = columnsAddedTo(script);

  /** The script adds it without a default: no row has anything in it that could be wrong. */
  const isEmpty = (table: ObjectName, columns: readonly string[] | null): boolean =>
    addedTo(table).some(
      ({ name, definition }) =>
        columns?.includes(name.name) && !script.read(definition).skipTo('default', 'generated'),
    );

  return script.statements.flatMap((statement): readonly Finding[] => {
    if (putsInOrder(statement, script)) caredFor.add(statement.table);
    return requirementsOf(statement, script).filter(({ table, columns }) => {
      if (table === null) return true;
      const isNewOrKnown = isNew(table, statement.start) || caredFor.has(table);
      return !isNewOrKnown && !isEmpty(table, columns);
    });
  });
}

/** Who has just changed the rows, or had them checked, knows how they have to be. */
function putsInOrder(
  statement: Statement,
  { read }: RuleScript,
): statement is TableChange | DataChange {
  if (statement.kind === 'alter-table') {
    return statement.actions.some((action) => read(action).is('validate', 'constraint'));
  }
  return statement.kind === 'update' || statement.kind === 'delete';
}

function requirementsOf(statement: Statement, script: RuleScript): readonly Requirement[] {
  switch (statement.kind) {
    case 'create': {
      const { object, modifiers, head, rest } = statement;
      if (object !== 'index' || !modifiers.has('unique')) return [];
      const reader = script.read(rest);
      reader.accept('on');
      reader.accept('only');
      const table = reader.name();
      if (table === null) return [];
      const columns = namesIn(reader);
      return [{ range: head, table, columns, message: unique() }];
    }
    case 'alter-table':
      return [...addedConstraints(statement, script), ...notNulls(statement, script)];
    case 'other':
      return domainRequirements(statement, script);
    default:
      return [];
  }
}

function addedConstraints(change: TableChange, { read }: RuleScript): readonly Requirement[] {
  return additionsOf(change, read(change)).constraints.flatMap((range): readonly Requirement[] => {
    const message = constraintMessage(read(range));
    return message === null
      ? []
      : [{ range, table: change.table, columns: namesIn(read(range)), message }];
  });
}

/** Null: rows that are there are not looked at, or have been already. */
function constraintMessage(reader: SqlReader): string | null {
  if (isNotValid(reader)) return null;
  if (reader.accept('constraint')) reader.name();
  if (reader.accept('primary', 'key')) return reader.is('using') ? null : primaryKey();
  if (reader.accept('unique')) return reader.is('using') ? null : unique();
  if (reader.is('exclude')) return excluded();
  if (reader.is('check')) return checked();
  if (reader.is('foreign')) return referring();
  return reader.is('not', 'null') ? notNull() : null;
}

function isNotValid(reader: SqlReader): boolean {
  const ahead = reader.within(reader.rest);
  while (ahead.skipTo('not')) {
    if (ahead.accept('not', 'valid')) return true;
    ahead.take();
  }
  return false;
}

/** `ALTER [COLUMN] c SET NOT NULL` */
function notNulls(change: TableChange, { read }: RuleScript): readonly Requirement[] {
  return change.actions.flatMap((range): readonly Requirement[] => {
    const reader = read(range);
    if (!reader.accept('alter')) return [];
    reader.accept('column');
    reader.name();
    return reader.is('set', 'not', 'null')
      ? [{ range, table: change.table, columns: null, message: notNull() }]
      : [];
  });
}

/** `ALTER DOMAIN d ADD CHECK …` and `… SET NOT NULL` */
function domainRequirements(statement: Statement, { read }: RuleScript): readonly Requirement[] {
  const reader = read(statement);
  if (!reader.accept('alter', 'domain')) return [];
  reader.name();
  const required = reader.accept('add')
    ? constraintMessage(reader)
    : reader.is('set', 'not', 'null')
      ? notNull()
      : null;
  const { start, end } = statement;
  return required === null
    ? []
    : [{ range: { start, end }, table: null, columns: null, message: required }];
}

/** Whatever may name a column. */
function namesIn(reader: SqlReader): readonly string[] {
  const names: string[] = [];
  while (reader.token !== null) {
    const name = reader.name();
    if (name === null) reader.take();
    else names.push(name.name);
  }
  return names;
}

function unique(): string {
  return l10n.t(
    'This fails where two rows that are there have the same values. Look for them first, and put them right in a migration before this one.',
  );
}

function primaryKey(): string {
  return l10n.t(
    'This fails where two rows that are there have the same values, or one has none. Look for them first, and put them right in a migration before this one.',
  );
}

function excluded(): string {
  return l10n.t(
    'This fails where two rows that are there exclude each other. Look for them first, and put them right in a migration before this one.',
  );
}

function checked(): string {
  return l10n.t(
    'This fails where a row that is there does not fulfil it. Look for such rows first, or add it NOT VALID and validate it later.',
  );
}

function referring(): string {
  return l10n.t(
    'This fails where a row that is there refers to one that is not. Look for such rows first, or add it NOT VALID and validate it later.',
  );
}

function notNull(): string {
  return l10n.t(
    'This fails where a row that is there has NULL in it. Fill such rows first, in a migration before this one.',
  );
}
