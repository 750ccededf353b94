import type { TextRange } from '../../core/problem.ts';
import type { ObjectName } from '../../sql/reader.ts';
import { newTables } from '../new-tables.ts';
import type { RuleScript, TreeScript } from '../rule.ts';
import { alterationsIn, type Alteration } from './statements.ts';

/** Actions on tables that were there before the script, and so may hold rows and be in use. */
export function liveAlterations(script: TreeScript): readonly Alteration[] {
  const isLive = liveTables(script);
  return alterationsIn(script).filter(
    ({ node, table, form }) => node.objtype === 'OBJECT_TABLE' && isLive(table, form.start),
  );
}

/** Whether a table that is named at a place may be in use. A down script is for when it matters less. */
export function liveTables(script: RuleScript): (table: ObjectName, at: number) => boolean {
  const isNew = newTables(script);
  return (table, at) => script.direction === 'up' && !isNew(table, at);
}

/** As the script writes it. */
export function textOf({ start, end }: TextRange, { script: { sql } }: RuleScript): string {
  return sql.slice(start, end);
}

/** The table of an action, as the script writes it. */
export function tableIn({ form, table }: Alteration, script: RuleScript): string {
  return form.kind === 'alter-table' ? textOf(form.table, script) : table.name;
}
