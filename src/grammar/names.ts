import type { NameUse } from '../sql/name-use.ts';
import { definedNames } from './defined-names.ts';
import { usedNames } from './used-names.ts';
import type { ParsedStatement } from './parse.ts';
import { StatementNames } from './statement-names.ts';

/** Where a script for PostgreSQL names objects, in order; bodies that are strings are not read. */
export function grammarNames(sql: string, parsed: readonly ParsedStatement[]): readonly NameUse[] {
  return parsed.flatMap((statement) => {
    const { tree } = statement;
    if (tree === null) return [];
    const names = new StatementNames(sql, statement);
    usedNames(tree, definedNames(tree, names), names);
    return names.found.toSorted((a, b) => a.start - b.start);
  });
}
