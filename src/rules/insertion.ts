import type { TextRange } from '../core/problem.ts';
import { tokenAt } from '../sql/lexer.ts';
import type { RuleScript, ScriptEdit } from './rule.ts';

const COMMENT_ON_LINE = /[ \t]*--[^\r\n]*/y;

/** A statement below another, and below the comment that ends its line. */
export function insertionAfter(
  { end }: TextRange,
  statement: string,
  { script: { sql }, engine }: RuleScript,
): ScriptEdit {
  const lineBreak = sql.includes('\r\n') ? '\r\n' : '\n';
  const text = `${lineBreak}${lineBreak}${statement}`;
  for (let at = end; at < sql.length;) {
    const token = tokenAt(sql, at, engine);
    at = token.end;
    if (sql.charAt(token.start) !== ';') continue;
    COMMENT_ON_LINE.lastIndex = at;
    return insertion(COMMENT_ON_LINE.test(sql) ? COMMENT_ON_LINE.lastIndex : at, text);
  }
  return insertion(end, `;${text}`);
}

export function insertion(at: number, text: string): ScriptEdit {
  return { start: at, end: at, text };
}
