import * as l10n from '@vscode/l10n';
import type { SqlReader } from '../sql/reader.ts';
import { addedColumns } from './added-columns.ts';
import { newTables } from './new-tables.ts';
import type { Finding, Rule, RuleScript } from './rule.ts';

export const unfillableColumn: Rule = { id: 'unfillable-column', level: 'warning', check };

function check(script: RuleScript): readonly Finding[] {
  const { direction, read, script: text } = script;
  if (direction === 'down') return [];
  const isNew = newTables(script);
  return addedColumns(script).flatMap(({ table, name, definition, start, end }): Finding[] => {
    if (isNew(table, start)) return [];
    const message = messageFor(read(definition), text.sql.slice(name.start, name.end));
    return message === null ? [] : [{ range: { start, end }, message }];
  });
}

/** What a definition says of the value that rows get which are there already. */
interface Filling {
  readonly isRequired: boolean;
  readonly isFilled: boolean;
  /** SQLite computes no defaults for rows that are there. */
  readonly isComputed: boolean;
}

function messageFor(definition: SqlReader, column: string): string | null {
  const { isRequired, isFilled, isComputed } = readFilling(definition);
  if (isComputed && definition.engine === 'sqlite') {
    return l10n.t(
      'SQLite adds a column with a computed default only to a table without rows. Give {0} a constant, or rebuild the table.',
      column,
    );
  }
  if (!isRequired || isFilled) return null;
  return l10n.t(
    'This fails as soon as the table has a row, which would have nothing in {0}. Give it a DEFAULT, or add it without NOT NULL, fill it and require it then.',
    column,
  );
}

function readFilling(reader: SqlReader): Filling {
  let isRequired = false;
  let isFilled = SERIAL.test(reader.token?.text ?? '');
  let isComputed = false;
  while (reader.token !== null) {
    if (reader.accept('not', 'null') || reader.accept('primary', 'key')) isRequired = true;
    else if (reader.accept('generated') || reader.accept('as')) isFilled = true;
    else if (reader.accept('default')) {
      isFilled = !reader.is('null') && !reader.is('(', 'null', ')');
      isComputed = isClock(reader) || isExpression(reader);
    } else if (reader.group() === null) reader.take();
  }
  return { isRequired, isFilled, isComputed };
}

const SERIAL = /^(?:small|big)?serial$|^serial[248]$/;

const CLOCKS = ['current_timestamp', 'current_date', 'current_time'];

function isClock(reader: SqlReader): boolean {
  return CLOCKS.some((word) => reader.is(word));
}

/** More than one value in parentheses, which the reader stays before. */
function isExpression(reader: SqlReader): boolean {
  const inside = reader.within(reader.rest).group();
  if (inside === null) return false;
  const value = reader.within(inside);
  if (isClock(value)) return true;
  if (!value.accept('-')) value.accept('+');
  value.take();
  return value.token !== null;
}
