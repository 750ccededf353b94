import * as l10n from '@vscode/l10n';
import type { Schema, SchemaObject } from '../../schema/schema.ts';
import { maybeRenamed, statement, type Step } from '../draft.ts';
import { identifier } from '../names.ts';
import { isSame, partsOf, tableCreation } from './objects.ts';

/** A table made anew with its rows, where ALTER TABLE cannot: https://www.sqlite.org/lang_altertable.html#otheralter. */
export function rebuild(table: SchemaObject, before: Schema, after: Schema): readonly Step[] {
  const { name } = table;
  const interim = identifier(`${name}_new`);
  const own = identifier(name);
  const old = columnsOf(table, before);
  const kept = columnsOf(table, after)
    .filter(({ definition }) => !isGenerated(definition))
    .filter(({ name: column }) => old.some((each) => isSame(each.name, column)))
    .map(({ name: column }) => identifier(column))
    .join(', ');
  const copy = `INSERT INTO ${interim} (${kept}) SELECT ${kept} FROM ${own}`;
  return [
    statement(tableCreation(table, `${name}_new`, after)),
    ...(kept === '' ? [] : [statement(copy, noteOn(columnsOf(table, after), old))]),
    statement(`DROP TABLE ${own}`),
    statement(`ALTER TABLE ${interim} RENAME TO ${own}`),
  ];
}

function columnsOf(table: SchemaObject, schema: Schema): readonly SchemaObject[] {
  return partsOf(table, schema).filter(({ kind }) => kind === 'column');
}

function isGenerated(definition: string): boolean {
  return /(?:^|\s)as\s*\(/i.test(definition);
}

/** Rows have no value for a new column that must have one, and may have had one for what is gone. */
function noteOn(now: readonly SchemaObject[], old: readonly SchemaObject[]): string | undefined {
  const fresh = now.filter(({ name }) => !old.some((each) => isSame(each.name, name)));
  const lost = old.some(({ name }) => !now.some((each) => isSame(each.name, name)));
  if (fresh.length > 0 && lost) return maybeRenamed();
  const empty = fresh.find(
    ({ definition }) => /\bnot\s+null\b/i.test(definition) && !/\bdefault\b/i.test(definition),
  );
  return empty && l10n.t('Give the rows that are there a value for {0}.', empty.name);
}
