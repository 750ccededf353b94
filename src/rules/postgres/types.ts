import type { ColumnDef, TypeName } from '@pgsql/types';
import type { TextRange } from '../../core/problem.ts';
import { as, allOf, strings } from '../../grammar/tree.ts';
import type { SqlReader } from '../../sql/reader.ts';
import type { TreeScript } from '../rule.ts';
import { alterationsIn, statementsIn, type TreeStatement } from './statements.ts';

/** A type by the name that PostgreSQL's own catalogue gives it, such as `int8`; serials as they are written. */
export function typeNameOf(type: TypeName | undefined): string {
  return strings(type?.names).at(-1) ?? '';
}

/** Such as the 50 of `varchar(50)`. */
export function hasModifiers(type: TypeName | undefined): boolean {
  return (type?.typmods ?? []).length > 0;
}

/** A column that a script makes or gives a type. */
export interface DeclaredColumn {
  readonly column: ColumnDef;
  /** Where its type is written. */
  readonly range: TextRange;
}

/** All of them that stay: in `CREATE TABLE`, `ADD COLUMN` and `ALTER COLUMN … TYPE`. */
export function declaredColumns(script: TreeScript): readonly DeclaredColumn[] {
  if (script.direction === 'down') return [];
  const created = statementsIn(script, 'CreateStmt').flatMap(({ node, ...statement }) =>
    node.relation?.relpersistence === 't'
      ? []
      : allOf(node.tableElts, 'ColumnDef').map((column) => declared(column, statement, script)),
  );
  const altered = alterationsIn(script).flatMap(({ command, ...statement }) => {
    const column = as(command.def, 'ColumnDef');
    return column === null ? [] : [declared(column, statement, script)];
  });
  return [...created, ...altered].sort((a, b) => a.range.start - b.range.start);
}

function declared(
  column: ColumnDef,
  { parsed }: TreeStatement,
  { read }: TreeScript,
): DeclaredColumn {
  const start = parsed.placeOf(column.typeName?.location);
  return { column, range: typeAt(read({ start, end: parsed.end })) };
}

/** The types that the standard spells in several words, with what may stand between them. */
const MORE_WORDS = ['varying', 'precision', 'with', 'without', 'time', 'zone', 'character', 'char'];

function typeAt(reader: SqlReader): TextRange {
  const { start } = reader.rest;
  reader.name();
  do reader.group();
  while (MORE_WORDS.some((word) => reader.accept(word)));
  return reader.readFrom(start);
}
