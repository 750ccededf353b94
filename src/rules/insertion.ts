import type { TextRange } from '../core/problem.ts';
import { tokenAt } from '../sql/lexer.ts';
import type { RuleScript, ScriptEdit } from './rule.ts';

const COMMENT_ON_LINE = /[ \t]*--[^\r\n]*/y;

/** A statement below another, and below the comment that ends its line. */
export function insertionAfter(statement: TextRange, text: string, script: RuleScript): ScriptEdit {
  const { sql } = script.script;
  const below = `${lineBreakOf(sql)}${lineBreakOf(sql)}${text}`;
  const { at, hasSemicolon } = endOf(statement, script);
  return insertion(at, hasSemicolon ? below : `;${below}`);
}

/** Behind a statement's `;`, and behind the comment that ends its line. */
export function endOf(
  { end }: TextRange,
  { script: { sql }, engine }: RuleScript,
): { readonly at: number; readonly hasSemicolon: boolean } {
  for (let at = end; at < sql.length;) {
    const token = tokenAt(sql, at, engine);
    at = token.end;
    if (sql.charAt(token.start) !== ';') continue;
    COMMENT_ON_LINE.lastIndex = at;
    return { at: COMMENT_ON_LINE.test(sql) ? COMMENT_ON_LINE.lastIndex : at, hasSemicolon: true };
  }
  return { at: end, hasSemicolon: false };
}

export function lineBreakOf(sql: string): string {
  return sql.includes('\r\n') ? '\r\n' : '\n';
}

export function insertion(at: number, text: string): ScriptEdit {
  return { start: at, end: at, text };
}
