import type { Engine } from '../core/engine.ts';
import type { TextRange } from '../core/problem.ts';
import { isQuotedName, tokenAt, type TokenKind } from './lexer.ts';

/** A token that counts: neither blank nor comment. */
export interface SqlToken extends TextRange {
  readonly kind: Exclude<TokenKind, 'blank' | 'comment'>;
  /** A word in lower case, anything else as it is written. */
  readonly text: string;
}

/** What a table, a column or the like is called, as the engine compares it. */
export interface ObjectName {
  /** Null: not given. */
  readonly schema: string | null;
  readonly name: string;
}

/** Such a name where a text has it. */
export interface SqlName extends ObjectName, TextRange {}

/** Reads a stretch of SQL token by token. */
export class SqlReader {
  readonly sql: string;
  readonly engine: Engine;
  readonly #end: number;
  #token: SqlToken | null;
  /** Where the last token that was read ends. */
  #read: number;

  constructor(sql: string, { start, end }: TextRange, engine: Engine) {
    this.sql = sql;
    this.engine = engine;
    this.#end = end;
    this.#token = this.#from(start);
    this.#read = start;
  }

  /** What comes next; null at the end. */
  get token(): SqlToken | null {
    return this.#token;
  }

  /** What is not read yet. */
  get rest(): TextRange {
    return { start: this.#token?.start ?? this.#end, end: this.#end };
  }

  /** From `start` to the end of what was read last. */
  readFrom(start: number): TextRange {
    return { start, end: this.#read };
  }

  take(): SqlToken | null {
    const taken = this.#token;
    if (taken !== null) {
      this.#token = this.#from(taken.end);
      this.#read = taken.end;
    }
    return taken;
  }

  /** These words or symbols come next. */
  is(...texts: readonly string[]): boolean {
    let token = this.#token;
    for (const text of texts) {
      if (token?.text !== text) return false;
      token = this.#from(token.end);
    }
    return true;
  }

  /** Reads these words or symbols if they come next. */
  accept(...texts: readonly string[]): boolean {
    if (!this.is(...texts)) return false;
    texts.forEach(() => this.take());
    return true;
  }

  /** Reads a name, with what it is qualified by; null, and nothing read, where none is. */
  name(): SqlName | null {
    const first = this.identifier();
    if (first === null) return null;
    let { name, end } = first;
    let schema: string | null = null;
    while (this.accept('.')) {
      const part = this.identifier();
      if (part === null) break;
      schema = name;
      ({ name, end } = part);
    }
    return { schema, name, start: first.start, end };
  }

  /** Reads one name without what qualifies it; null, and nothing read, where none is. */
  identifier(): (Pick<SqlName, 'name'> & TextRange) | null {
    const token = this.#token;
    const name = token && identifier(token, this.engine);
    if (token === null || name === null) return null;
    this.take();
    const { start } = token;
    if (this.engine !== 'postgres' || !/^u&/i.test(token.text)) {
      return { name, ...this.readFrom(start) };
    }
    const escape = this.accept('uescape') ? this.take()?.text.charAt(1) : undefined;
    return { name: unescaped(name, escape ?? '\\'), ...this.readFrom(start) };
  }

  /** Reads a parenthesis; what is in it, or null, and nothing read, where none begins. */
  group(): TextRange | null {
    if (!this.is('(')) return null;
    const start = this.#token?.end ?? this.#end;
    let depth = 0;
    for (let token = this.take(); token !== null; token = this.take()) {
      depth += depthChange(token);
      if (depth === 0) return { start, end: token.start };
    }
    return { start, end: this.#end };
  }

  /** Reads what is not in parentheses until one of these words comes; whether one did. */
  skipTo(...words: readonly string[]): boolean {
    while (this.#token !== null) {
      if (this.#token.kind === 'word' && words.includes(this.#token.text)) return true;
      if (this.group() === null) this.take();
    }
    return false;
  }

  /** Reads on to the end; the stretches between commas that are in no parenthesis. */
  list(): readonly TextRange[] {
    const items: TextRange[] = [];
    let start: number | null = null;
    let end = 0;
    let depth = 0;
    for (let token = this.take(); token !== null; token = this.take()) {
      if (token.text === ',' && depth === 0) {
        if (start !== null) items.push({ start, end });
        start = null;
        continue;
      }
      depth += depthChange(token);
      start ??= token.start;
      ({ end } = token);
    }
    if (start !== null) items.push({ start, end });
    return items;
  }

  /** Another reader for a part of the same text. */
  within(range: TextRange): SqlReader {
    return new SqlReader(this.sql, range, this.engine);
  }

  #from(start: number): SqlToken | null {
    for (let at = start; at < this.#end;) {
      const { kind, start: begin, end } = tokenAt(this.sql, at, this.engine);
      at = end;
      if (kind === 'blank' || kind === 'comment') continue;
      const text = this.sql.slice(begin, end);
      return { kind, start: begin, end, text: kind === 'word' ? text.toLowerCase() : text };
    }
    return null;
  }
}

/** Names are the same to the engine; one that lacks the schema may be any of that name. */
export function isSameName(a: ObjectName, b: ObjectName): boolean {
  const isSameSchema = a.schema === null || b.schema === null || a.schema === b.schema;
  return a.name === b.name && isSameSchema;
}

export function isOneOf(names: readonly ObjectName[], name: ObjectName): boolean {
  return names.some((each) => isSameName(each, name));
}

function depthChange({ text }: SqlToken): number {
  if (text === '(' || text === '[') return 1;
  return text === ')' || text === ']' ? -1 : 0;
}

/** PostgreSQL folds what is not quoted to lower case; SQLite compares without regard to case. */
function identifier({ kind, text }: SqlToken, engine: Engine): string | null {
  if (kind === 'word') return text;
  if (kind !== 'quoted') return null;
  if (engine === 'postgres') {
    return isQuotedName(text) ? text.slice(text.indexOf('"') + 1, -1).replaceAll('""', '"') : null;
  }
  const quote = text.charAt(0);
  const inner = text.slice(1, -1);
  const name = quote === '[' ? inner : inner.replaceAll(quote + quote, quote);
  return name.toLowerCase();
}

const MAYBE_ESCAPED = /(.)(?:([\da-fA-F]{4})|\+([\da-fA-F]{6})|\1)/gu;

/** What stands in `U&"…"`: `\0061`, `\+000061` and `\\`, where the escape is a backslash. */
function unescaped(text: string, escape: string): string {
  return text.replace(MAYBE_ESCAPED, (whole, first: string, short?: string, long?: string) => {
    if (first !== escape) return whole;
    const code = short ?? long;
    if (code === undefined) return escape;
    const point = Number.parseInt(code, 16);
    return point > 0x10ffff ? whole : String.fromCodePoint(point);
  });
}
