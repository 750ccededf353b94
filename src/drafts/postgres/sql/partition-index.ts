import type { SchemaObject } from '../../../schema/schema.ts';
import { statement, type Step } from '../../draft.ts';
import { qualifiedName } from '../../names.ts';

/** An index; one of a partition is attached to that of the whole table, which is valid with all of them. */
export function indexCreation(index: SchemaObject): readonly Step[] {
  const { schema, name, definition } = index;
  const whole = wholeIndex(index);
  return [
    statement(definition.replace(/ (?:INVALID|STATISTICS [\d ,]+|PARTITION OF .*)$/, '')),
    ...(whole === null
      ? []
      : [statement(`ALTER INDEX ${whole} ATTACH PARTITION ${qualifiedName(schema, name)}`)]),
  ];
}

/** The index that it is a partition's part of, as SQL; null: it is none. */
export function wholeIndex({ kind, definition }: SchemaObject): string | null {
  if (kind !== 'index') return null;
  return / PARTITION OF (.*?)(?: STATISTICS [\d ,]+)?(?: INVALID)?$/.exec(definition)?.[1] ?? null;
}
