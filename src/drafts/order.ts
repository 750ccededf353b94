import type { Engine } from '../core/engine.ts';
import type { SchemaObject } from '../schema/schema.ts';

/** An object with what is written in its own statement, such as a table's columns. */
export interface Unit {
  readonly object: SchemaObject;
  /** All that may name others. */
  readonly text: string;
}

/** Those that others name come before these; where they name each other, as they are. */
export function inOrderOfMaking<U extends Unit>(units: readonly U[], engine: Engine): readonly U[] {
  const fold = (word: string): string => (engine === 'sqlite' ? word.toLowerCase() : word);
  const byName = Map.groupBy(units, ({ object }) => fold(ownName(object)));
  const ordered = new Set<U>();
  const open = new Set<U>();
  const visit = (unit: U): void => {
    if (ordered.has(unit) || open.has(unit)) return;
    open.add(unit);
    for (const word of wordsOf(unit, fold)) byName.get(word)?.forEach(visit);
    open.delete(unit);
    ordered.add(unit);
  };
  units.forEach(visit);
  return [...ordered];
}

/** Without the types of a function's arguments. */
export function ownName({ name }: SchemaObject): string {
  return name.replace(/\(.*$/s, '');
}

export function mentions(text: string, name: string, engine: Engine): boolean {
  const fold = (word: string): string => (engine === 'sqlite' ? word.toLowerCase() : word);
  const isWord = fold(text).match(WORD)?.includes(fold(name)) ?? false;
  return isWord || (/[^\p{L}\p{N}_$]/u.test(name) && text.includes(name));
}

const WORD = /[\p{L}_][\p{L}\p{N}_$]*/gu;

function wordsOf({ object, text }: Unit, fold: (word: string) => string): ReadonlySet<string> {
  const own = fold(ownName(object));
  const words = new Set([...(fold(text).match(WORD) ?? []), fold(object.owner ?? '')]);
  words.delete(own);
  return words;
}
