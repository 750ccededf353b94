import type { AlterTableCmd, AlterTableStmt, Node, RangeVar } from '@pgsql/types';
import type { TextRange } from '../../core/problem.ts';
import type { ParsedStatement } from '../../grammar/parse.ts';
import { as, type NodeKind, type NodeOf } from '../../grammar/tree.ts';
import type { ObjectName } from '../../sql/reader.ts';
import type { Statement } from '../../sql/statement.ts';
import type { TreeScript } from '../rule.ts';

/** One statement in each way that it is known. */
export interface TreeStatement {
  readonly tree: Node;
  readonly form: Statement;
  readonly parsed: ParsedStatement;
}

/** Those that are PostgreSQL's SQL, in order. */
export function treesIn({ parsed, statements }: TreeScript): readonly TreeStatement[] {
  return parsed.flatMap((each, index): TreeStatement[] => {
    const form = statements[index];
    return each.tree === null || form === undefined
      ? []
      : [{ tree: each.tree, form, parsed: each }];
  });
}

/** A statement of a known kind. */
export interface StatementOf<K extends NodeKind> extends TreeStatement {
  readonly node: NodeOf<K>;
}

/** Those of one kind, in order. */
export function statementsIn<K extends NodeKind>(
  script: TreeScript,
  kind: K,
): readonly StatementOf<K>[] {
  return treesIn(script).flatMap((each): StatementOf<K>[] => {
    const node = as(each.tree, kind);
    return node === null ? [] : [{ ...each, node }];
  });
}

/** One action of an `ALTER TABLE` or of its like for views, indexes, …: see `node.objtype`. */
export interface Alteration extends StatementOf<'AlterTableStmt'> {
  readonly table: ObjectName;
  readonly command: AlterTableCmd;
  /** Of the action; of the whole statement, where it cannot be told apart. */
  readonly range: TextRange;
}

/** In order. `RENAME` and `SET SCHEMA` are statements of their own: `RenameStmt`, `AlterObjectSchemaStmt`. */
export function alterationsIn(script: TreeScript): readonly Alteration[] {
  return statementsIn(script, 'AlterTableStmt').flatMap((statement): Alteration[] => {
    const { node, form } = statement;
    const ranges = form.kind === 'alter-table' ? form.actions : [];
    return commandsOf(node).map((command, index) => ({
      ...statement,
      table: nameOf(node.relation),
      command,
      range: ranges[index] ?? form,
    }));
  });
}

function commandsOf({ cmds = [] }: AlterTableStmt): readonly AlterTableCmd[] {
  return cmds.flatMap((each) => as(each, 'AlterTableCmd') ?? []);
}

export function nameOf(relation: RangeVar | undefined): ObjectName {
  return { schema: relation?.schemaname ?? null, name: relation?.relname ?? '' };
}

/** Of a name that is a list, without the database that may stand before it. */
export function nameFrom(parts: readonly string[]): ObjectName {
  return { schema: parts.at(-2) ?? null, name: parts.at(-1) ?? '' };
}
