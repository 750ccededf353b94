import type { SchemaObject } from '../../../schema/schema.ts';
import { statement, type Step } from '../../draft.ts';
import { identifier } from '../../names.ts';
import { tableOf } from './parts.ts';

/** Triggers and rules, which a table can have switched off. */

const SWITCHED = / (?:DISABLED|ENABLED REPLICA|ENABLED ALWAYS)$/;

/** Such as `ENABLE ALWAYS`; null: as they are made. */
export function switchOf({ definition }: SchemaObject): string | null {
  const found = SWITCHED.exec(definition)?.[0];
  return found?.trim().replace(/^(ENABLE|DISABLE)D/, '$1') ?? null;
}

export function switchedCreation(object: SchemaObject): readonly Step[] {
  const { kind, name, definition } = object;
  const made = statement(definition.replace(SWITCHED, ''));
  const words = switchOf(object);
  if (words === null) return [made];
  const part = `${kind.toUpperCase()} ${identifier(name)}`;
  return [made, statement(`ALTER TABLE ${tableOf(object)} ${words} ${part}`)];
}
