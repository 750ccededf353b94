import type { Engine } from '../core/engine.ts';
import type { TextRange } from '../core/problem.ts';
import { SqlReader, type SqlToken } from './reader.ts';

/** A stretch of SQL on one line, without its comments, and otherwise as it is written. */
export function compact(sql: string, range: TextRange, engine: Engine): string {
  let text = '';
  let end = range.start;
  for (const token of tokensOf(sql, range, engine)) {
    const isApart = text !== '' && token.start > end;
    text += (isApart ? ' ' : '') + sql.slice(token.start, token.end);
    end = token.end;
  }
  return text;
}

/**
 * The same for all texts that SQLite takes for the same: it compares words and names without
 * regard to case, and puts quotes around names when it writes them anew.
 */
export function sqliteNormalForm(sql: string): string {
  const tokens = tokensOf(sql, { start: 0, end: sql.length }, 'sqlite');
  return Array.from(tokens, ({ kind, text }) =>
    kind === 'quoted' && !text.startsWith("'") ? unquoted(text).toLowerCase() : text,
  ).join(' ');
}

/** The name that a token of SQLite stands for, in the letters that it is written with. */
export function unquoted(text: string): string {
  const quote = text.charAt(0);
  if (!'"`[\''.includes(quote)) return text;
  const inner = text.slice(1, -1);
  return quote === '[' ? inner : inner.replaceAll(quote + quote, quote);
}

function* tokensOf(sql: string, range: TextRange, engine: Engine): Generator<SqlToken> {
  const reader = new SqlReader(sql, range, engine);
  for (let token = reader.take(); token !== null; token = reader.take()) yield token;
}
