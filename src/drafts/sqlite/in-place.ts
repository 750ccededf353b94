import type { SchemaChange, SchemaObject } from '../../schema/schema.ts';
import { statement, type Step } from '../draft.ts';
import { identifier } from '../names.ts';
import { columnText } from './objects.ts';

/** What ALTER TABLE does with columns, as https://www.sqlite.org/lang_altertable.html has it. */

export function inPlace(change: SchemaChange, table: SchemaObject): Step {
  const head = `ALTER TABLE ${identifier(table.name)}`;
  return change.change === 'removed'
    ? statement(`${head} DROP COLUMN ${identifier(change.before.name)}`)
    : statement(`${head} ADD COLUMN ${columnText(change.after)}`);
}

/** Rows may be there. */
export function isAddable(definition: string): boolean {
  const needsRows = /\bnot\s+null\b/i.test(definition) && !/\bdefault\b/i.test(definition);
  return (
    !needsRows &&
    !/\b(?:primary|unique|stored|current_time|current_date|current_timestamp)\b/i.test(
      definition,
    ) &&
    !/\bdefault\s*\(/i.test(definition) &&
    !(/\breferences\b/i.test(definition) && /\bdefault\b/i.test(definition))
  );
}

export function isDroppable(definition: string): boolean {
  return !/\b(?:primary|unique)\b/i.test(definition);
}
