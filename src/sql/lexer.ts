import type { Engine } from '../core/engine.ts';

/** Ends of tokens and blanks, in UTF-16 units. Each function returns the offset after what begins at `start`. */

/** No more than the engines take for blank: a no-break space is a letter to both, and an error. */
const BLANK: Record<Engine, RegExp> = {
  sqlite: /[ \t\n\r\f\uFEFF]+/y,
  postgres: /[ \t\n\r\f\v]+/y,
};
const WORD = /[\p{L}_\u0080-\uFFFF][\p{L}\p{N}_$\u0080-\uFFFF]*/uy;
const NUMBER = /\d[\w.]*/y;
const DOLLAR_TAG = /\$(?:[\p{L}_\u0080-\uFFFF][\p{L}\p{N}_\u0080-\uFFFF]*)?\$/uy;
const UNICODE = /[uU]&(?=["'])/y;
const LINE_END = /[\r\n]/g;

export type TokenKind = 'blank' | 'comment' | 'word' | 'number' | 'quoted' | 'symbol';

export interface Token {
  readonly kind: TokenKind;
  readonly start: number;
  readonly end: number;
}

/**
 * The token of `sql` at `start`; an unterminated one reaches to the end of the text.
 *
 * PostgreSQL: nested comments, `E''` escapes, `U&""` and `U&''`, dollar quotes
 * (https://www.postgresql.org/docs/current/sql-syntax-lexical.html). SQLite: flat comments, `[x]`
 * and backtick identifiers (https://www.sqlite.org/lang_keywords.html).
 */
export function tokenAt(sql: string, start: number, dialect: Engine): Token {
  const kind = KINDS[dialect][sql.charCodeAt(start)];
  if (kind === 'symbol') return { kind, start, end: start + 1 };
  if (kind) return { kind, start, end: match(PATTERNS[dialect][kind], sql, start) };

  const token = (kind: TokenKind, end: number): Token => ({ kind, start, end });
  const char = sql.charAt(start);
  const blank = match(BLANK[dialect], sql, start);
  if (blank > start) return token('blank', blank);
  if (sql.startsWith('--', start)) return token('comment', endOfLine(sql, start));
  if (sql.startsWith('/*', start)) {
    return token('comment', endOfBlockComment(sql, start, dialect) ?? sql.length);
  }
  if (char === "'") return token('quoted', endOfQuoted(sql, start, "'"));
  if (char === '"') return token('quoted', endOfQuoted(sql, start, '"'));
  if (dialect === 'sqlite') {
    if (char === '`') return token('quoted', endOfQuoted(sql, start, '`'));
    if (char === '[') return token('quoted', endAfter(sql, ']', start + 1));
  } else {
    if ((char === 'e' || char === 'E') && sql.charAt(start + 1) === "'") {
      return token('quoted', endOfEscapeString(sql, start + 1));
    }
    if (match(UNICODE, sql, start) > start) {
      return token('quoted', endOfQuoted(sql, start + 2, sql.charAt(start + 2)));
    }
    const tagEnd = match(DOLLAR_TAG, sql, start);
    if (tagEnd > start) return token('quoted', endAfter(sql, sql.slice(start, tagEnd), tagEnd));
  }
  const word = match(WORD, sql, start);
  if (word > start) return token('word', word);
  const number = match(NUMBER, sql, start);
  if (number > start) return token('number', number);
  return token('symbol', start + 1);
}

type Plain = Extract<TokenKind, 'blank' | 'word' | 'number'>;

const PATTERNS: Readonly<Record<Engine, Readonly<Record<Plain, RegExp>>>> = {
  sqlite: { blank: BLANK.sqlite, word: WORD, number: NUMBER },
  postgres: { blank: BLANK.postgres, word: WORD, number: NUMBER },
};

/** What an ASCII character begins, by its code; null where more than the one has to be looked at. */
const KINDS: Readonly<Record<Engine, readonly (Plain | 'symbol' | null)[]>> = {
  sqlite: kindsBegun(BLANK.sqlite, /[a-z_]/i),
  // Not E'' and U&"".
  postgres: kindsBegun(BLANK.postgres, /[a-df-tv-z_]/i),
};

function kindsBegun(blank: RegExp, word: RegExp): readonly (Plain | 'symbol' | null)[] {
  return Array.from({ length: 128 }, (_, code) => {
    const char = String.fromCharCode(code);
    if (match(blank, char, 0) > 0) return 'blank';
    if (word.test(char)) return 'word';
    if (/\d/.test(char)) return 'number';
    return /[(),;.=<>*+:!?%]/.test(char) ? 'symbol' : null;
  });
}

/** A quoted token of PostgreSQL is a name: else it is a string. */
export function isQuotedName(text: string): boolean {
  return /^(?:u&)?"/i.test(text);
}

/** The offset of the line break that ends the line, or the text's end. */
export function endOfLine(sql: string, start: number): number {
  LINE_END.lastIndex = start;
  return LINE_END.exec(sql)?.index ?? sql.length;
}

function match(pattern: RegExp, sql: string, start: number): number {
  pattern.lastIndex = start;
  return pattern.test(sql) ? pattern.lastIndex : start;
}

function endAfter(sql: string, closing: string, from: number): number {
  const found = sql.indexOf(closing, from);
  return found < 0 ? sql.length : found + closing.length;
}

function endOfQuoted(sql: string, start: number, quote: string): number {
  for (let at = start + 1; ; at += 2) {
    at = sql.indexOf(quote, at);
    if (at < 0) return sql.length;
    if (sql.charAt(at + 1) !== quote) return at + 1;
  }
}

function endOfEscapeString(sql: string, start: number): number {
  for (let at = start + 1; at < sql.length; at++) {
    const char = sql.charAt(at);
    if (char === '\\') at++;
    else if (char === "'") {
      if (sql.charAt(at + 1) !== "'") return at + 1;
      at++;
    }
  }
  return sql.length;
}

/** Where a block comment ends; null: nowhere. PostgreSQL nests them. */
export function endOfBlockComment(sql: string, start: number, dialect: Engine): number | null {
  const fence = /\/\*|\*\//g;
  fence.lastIndex = start + 2;
  for (let depth = 1, found; (found = fence.exec(sql)) !== null;) {
    if (found[0] === '*/') depth--;
    else if (dialect === 'postgres') depth++;
    if (depth === 0) return fence.lastIndex;
  }
  return null;
}
