import * as l10n from '@vscode/l10n';
import type { DataChange, Statement } from '../sql/statement.ts';
import { rebuiltTables, tablesMade } from './rebuilds.ts';
import type { Finding, Rule, RuleScript } from './rule.ts';

/** So many rows of one table are still a seed: roles, countries of a region, kinds of something. */
export const SEED_ROWS = 20;

export const mixedChanges: Rule = { id: 'mixed-changes', level: 'warning', check };

function check(script: RuleScript): readonly Finding[] {
  const { script: text, direction, statements } = script;
  if (direction === 'down' || !statements.some(changesSchema)) return [];
  const made = tablesMade(statements);
  const rebuilt = rebuiltTables(script);
  const rows = rowsByTable(statements);
  const isBulk = (change: DataChange): boolean => {
    if (change.kind !== 'insert') return !made.has(change.table);
    if (rebuilt.has(change.table)) return false;
    return change.rows === null || (rows.get(change.table.name) ?? 0) > SEED_ROWS;
  };
  const first = statements.find((each): each is DataChange => isDataChange(each) && isBulk(each));
  if (first === undefined) return [];
  const { start, end } = first.table;
  return [
    {
      range: first.head,
      message: l10n.t(
        'The rows of {0} are changed in one migration with the schema: locks are held until all rows are done, and a failure takes back both. Put the data into a migration of its own.',
        text.sql.slice(start, end),
      ),
    },
  ];
}

function changesSchema(statement: Statement): boolean {
  switch (statement.kind) {
    case 'create':
      return !statement.modifiers.has('temporary');
    case 'drop':
    case 'alter-table':
      return true;
    case 'other':
      return SCHEMA_VERBS.includes(statement.verb);
    default:
      return false;
  }
}

const SCHEMA_VERBS = ['create', 'alter', 'drop'];

function isDataChange(statement: Statement): statement is DataChange {
  return 'rows' in statement;
}

/** As many as are spelled out in all. */
function rowsByTable(statements: readonly Statement[]): ReadonlyMap<string, number> {
  const rows = new Map<string, number>();
  for (const statement of statements) {
    if (!isDataChange(statement)) continue;
    const { name } = statement.table;
    rows.set(name, (rows.get(name) ?? 0) + (statement.rows ?? 0));
  }
  return rows;
}
