import * as l10n from '@vscode/l10n';
import type { TextRange } from '../core/problem.ts';
import type { SqlName } from '../sql/reader.ts';
import type { Statement } from '../sql/statement.ts';
import { position } from '../sql/text.ts';
import type { Finding, Rule, RuleScript } from './rule.ts';

/** Tables that one script may make, change or drop. */
export const MOST_TABLES = 10;

/** Lines of SQL that one script may have. */
export const MOST_LINES = 500;

export const tooLarge: Rule = { id: 'too-large', level: 'warning', check };

function check({ script: { sql }, direction, statements }: RuleScript): readonly Finding[] {
  if (direction === 'down') return [];
  const seen = new Set<string>();
  for (const statement of statements) {
    for (const { name } of tablesOf(statement)) seen.add(name);
    if (seen.size > MOST_TABLES) return [finding(statement.head, tooManyTables())];
  }
  const [first] = statements;
  const last = statements.at(-1);
  if (first === undefined || last === undefined) return [];
  const { line } = position(sql.slice(first.start, last.end), last.end - first.start);
  return line > MOST_LINES ? [finding(first.head, tooManyLines(line))] : [];
}

function tablesOf(statement: Statement): readonly SqlName[] {
  switch (statement.kind) {
    case 'create':
      return statement.object === 'table' && statement.name !== null ? [statement.name] : [];
    case 'drop':
      return statement.object === 'table' ? statement.names : [];
    case 'alter-table':
      return [statement.table];
    default:
      return [];
  }
}

function finding(range: TextRange, message: string): Finding {
  return { range, message };
}

function tooManyTables(): string {
  return l10n.t(
    'With this, one migration changes more than {0} tables: it is hard to review, to revert and to apply on a live system. Split it.',
    MOST_TABLES,
  );
}

function tooManyLines(lines: number): string {
  return l10n.t(
    'This migration has {0} lines of SQL, and more than {1} are hard to review. Split it.',
    lines,
    MOST_LINES,
  );
}
