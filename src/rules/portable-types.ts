import * as l10n from '@vscode/l10n';
import type { TextRange } from '../core/problem.ts';
import { additionsOf, elementsOf, type ColumnDefinition } from '../sql/columns.ts';
import type { SqlReader } from '../sql/reader.ts';
import type { Statement, TableChange } from '../sql/statement.ts';
import { engineOnly } from './engine-functions.ts';
import type { Finding, Rule, RuleScript } from './rule.ts';

/** For files that are meant for more than one engine. */
export const portableTypes: Rule = { id: 'portable-types', level: 'off', check };

function check(script: RuleScript): readonly Finding[] {
  return script.statements.flatMap((statement) => checkStatement(statement, script));
}

function checkStatement(statement: Statement, script: RuleScript): readonly Finding[] {
  if (statement.kind === 'create') {
    if (statement.object === 'trigger') return [{ range: statement.head, message: noTrigger() }];
    // What is in a routine is written for one engine anyway.
    if (ROUTINES.includes(statement.object)) return [];
  }
  const found = [
    ...columnsOf(statement, script).flatMap(({ definition }) =>
      checkColumn(script.read(definition)),
    ),
    ...(statement.kind === 'alter-table' ? checkAlterations(statement, script) : []),
  ];
  const functions = checkFunctions(script.read(statement));
  return [...found, ...functions.filter(({ range }) => !found.some((each) => isIn(range, each)))];
}

const ROUTINES = ['function', 'procedure', 'aggregate', 'rule'];

function isIn({ start }: TextRange, { range }: Finding): boolean {
  return range.start <= start && start < range.end;
}

function columnsOf(statement: Statement, { read }: RuleScript): readonly ColumnDefinition[] {
  if (statement.kind === 'alter-table') return additionsOf(statement, read(statement)).columns;
  const isTable = statement.kind === 'create' && statement.object === 'table';
  return isTable ? elementsOf(statement, read(statement)).columns : [];
}

/** `ALTER [COLUMN] c`, with another type, another default or numbers of its own. */
function checkAlterations({ actions }: TableChange, { read }: RuleScript): readonly Finding[] {
  return actions.flatMap((action): readonly Finding[] => {
    const reader = read(action);
    if (!reader.accept('alter')) return [];
    reader.accept('column');
    reader.name();
    if (reader.accept('type') || reader.accept('set', 'data', 'type')) return checkColumn(reader);
    return checkConstraints(reader);
  });
}

/** Its type first, and then its constraints. */
function checkColumn(reader: SqlReader): readonly Finding[] {
  const { start } = reader.rest;
  const message = typeMessage(reader);
  const type = message === null ? [] : [{ range: reader.readFrom(start), message }];
  return [...type, ...checkConstraints(reader)];
}

function checkConstraints(reader: SqlReader): readonly Finding[] {
  const findings: Finding[] = [];
  while (reader.token !== null) {
    const { start: from } = reader.rest;
    const message = constraintMessage(reader);
    if (message !== null) findings.push({ range: reader.readFrom(from), message });
  }
  return findings;
}

/** Of the type that comes next, which is read. */
function typeMessage(reader: SqlReader): string | null {
  const type = reader.take()?.text ?? '';
  if (SERIAL.test(type)) return numbersItself();
  if (type === 'boolean' || type === 'bool') return noBoolean();
  if (type === 'timestamptz' || type === 'timetz') return noZone();
  if (type !== 'timestamp' && type !== 'time') return null;
  reader.group();
  return reader.accept('with', 'time', 'zone') ? noZone() : null;
}

const SERIAL = /^(?:small|big)?serial$|^serial[248]$/;

/** Of what comes next, of which at least one token is read. */
function constraintMessage(reader: SqlReader): string | null {
  if (reader.accept('autoincrement')) return numbersItself();
  if (reader.accept('generated')) {
    if (!reader.accept('always')) reader.accept('by', 'default');
    return reader.accept('as', 'identity') ? numbersItself() : null;
  }
  if (!reader.accept('default')) {
    reader.take();
    return null;
  }
  const inside = reader.is('(') ? reader.group() : null;
  const value = inside === null ? reader : reader.within(inside);
  const word = value.take()?.text ?? '';
  if (inside === null) value.group();
  if (UUIDS.has(word)) return noUuid();
  return CLOCKS.has(word) ? noClock() : null;
}

const UUIDS = new Set(['gen_random_uuid', 'uuid_generate_v4', 'uuidv4', 'uuidv7']);

const CLOCKS = new Set([
  ...['current_timestamp', 'current_date', 'current_time', 'localtimestamp', 'localtime', 'now'],
  ...['clock_timestamp', 'statement_timestamp', 'transaction_timestamp'],
  ...['datetime', 'date', 'time', 'strftime', 'julianday', 'unixepoch'],
]);

function checkFunctions(reader: SqlReader): readonly Finding[] {
  const findings: Finding[] = [];
  let before = '';
  for (let token = reader.take(); token !== null; token = reader.take()) {
    const engine = token.kind === 'word' ? engineOnly(token.text) : null;
    if (engine !== null && reader.is('(') && !BEFORE_NAMES.has(before)) {
      findings.push({ range: token, message: noFunction(reader.sql, token, engine) });
    }
    before = token.text;
  }
  return findings;
}

/** What comes after these has a name that somebody chose, whatever stands in parentheses then. */
const BEFORE_NAMES = new Set(['.', 'table', 'exists', 'into', 'references', 'on', 'view', 'with']);

function numbersItself(): string {
  return l10n.t(
    'The engines number rows in different words. An INTEGER PRIMARY KEY whose values the application sets, or a text key, is the same everywhere.',
  );
}

function noBoolean(): string {
  return l10n.t(
    'SQLite has no booleans and gives back 0 and 1, PostgreSQL true and false. INTEGER with CHECK (… IN (0, 1)) is the same in both.',
  );
}

function noZone(): string {
  return l10n.t(
    'SQLite has no time zones and stores what it is given, as text. TEXT in ISO 8601 and UTC is the same in both.',
  );
}

function noUuid(): string {
  return l10n.t(
    'Only PostgreSQL makes UUIDs by this function. Let the application make them, in a TEXT column.',
  );
}

function noClock(): string {
  return l10n.t(
    'The engines write the time in different forms, PostgreSQL in the session’s zone and SQLite in UTC without saying so. Let the application set it.',
  );
}

function noTrigger(): string {
  return l10n.t(
    'A trigger’s body is written for one engine: PostgreSQL calls a function, SQLite has the statements in it. Let the application do it.',
  );
}

function noFunction(sql: string, { start, end }: TextRange, engine: string): string {
  return l10n.t('Only {0} has the function {1}.', engine, sql.slice(start, end));
}
