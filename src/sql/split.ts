import type { Engine } from '../core/engine.ts';
import type { TextRange } from '../core/problem.ts';
import { endOfLine, tokenAt } from './lexer.ts';

/** A piece of a script, without the blanks and comments around it. `end` is before the `;`. */
export interface Fragment extends TextRange {
  readonly kind:
    | 'statement'
    /** The rows after `COPY … FROM stdin;`, which only psql can send. */
    | 'copy-data'
    /** A line of psql's own, such as `\connect`, which no server understands. */
    | 'psql-command';
  /** The statement's first words, lower-case, at most six: enough to tell what it is. */
  readonly words: readonly string[];
}

/** The statements of a script, in order. */
export function split(sql: string, dialect: Engine): readonly Fragment[] {
  return fragments(sql, dialect).filter((fragment) => fragment.kind === 'statement');
}

/** Everything in a script that is not blank and not a comment. */
export function fragments(sql: string, dialect: Engine): readonly Fragment[] {
  const found: Fragment[] = [];
  let statement = new OpenStatement(dialect);

  const close = (): void => {
    if (statement.start >= 0) {
      found.push({
        kind: 'statement',
        start: statement.start,
        end: statement.end,
        words: statement.words,
      });
    }
    statement = new OpenStatement(dialect);
  };

  for (let at = 0; at < sql.length;) {
    const token = tokenAt(sql, at, dialect);
    at = token.end;
    if (token.kind === 'blank' || token.kind === 'comment') continue;

    const char = token.kind === 'symbol' ? sql.charAt(token.start) : '';
    if (char === ';' && statement.endsAtSemicolon()) {
      const copies = statement.copiesFromStdin();
      close();
      if (copies) at = copyData(sql, at, found);
    } else if (char === '\\' && dialect === 'postgres') {
      close();
      at = endOfLine(sql, token.start);
      found.push({ kind: 'psql-command', start: token.start, end: at, words: [] });
    } else {
      statement.add(token.start, token.end, token.kind === 'word', sql);
    }
  }
  close();
  return found;
}

/** Steps over the rows of a COPY up to `\.`; returns where SQL goes on. */
function copyData(sql: string, from: number, found: Fragment[]): number {
  const start = nextLine(sql, from);
  for (let line = start; line < sql.length; line = nextLine(sql, line)) {
    if (sql.slice(line, endOfLine(sql, line)) === '\\.') {
      found.push({ kind: 'copy-data', start, end: line + 2, words: [] });
      return line + 2;
    }
  }
  // Without its end mark the rest of the file is data.
  if (start < sql.length) {
    found.push({ kind: 'copy-data', start, end: sql.length, words: [] });
  }
  return sql.length;
}

function nextLine(sql: string, from: number): number {
  const end = endOfLine(sql, from);
  return end + (sql.startsWith('\r\n', end) ? 2 : 1);
}

/** Of a statement's first words. */
const MOST_WORDS = 6;

/** What has been seen of the statement that is being read: enough to know which `;` ends it. */
class OpenStatement {
  start = -1;
  end = -1;
  readonly words: string[] = [];
  readonly #dialect: Engine;
  #depth = 0;
  /** Open `BEGIN ATOMIC` and `CASE` blocks of a PostgreSQL routine's body. */
  #blocks = 0;
  #lastWord = '';
  /** SQLite's trigger ends at `; END ;`, as sqlite3_complete() has it. */
  #trigger: TriggerPart = 'none';
  #fromStdin = false;

  constructor(dialect: Engine) {
    this.#dialect = dialect;
  }

  add(start: number, end: number, isWord: boolean, sql: string): void {
    if (this.start < 0) this.start = start;
    this.end = end;
    if (
      this.#dialect === 'sqlite' &&
      this.words.length === MOST_WORDS &&
      this.#trigger === 'none'
    ) {
      return;
    }
    const text = isWord ? sql.slice(start, end).toLowerCase() : sql.slice(start, end);

    if (this.#dialect === 'sqlite') {
      if (this.#trigger !== 'none') this.#trigger = afterInTrigger(this.#trigger, text);
    } else if (text === '(' || text === '[') this.#depth++;
    else if (text === ')' || text === ']') this.#depth--;

    if (isWord) this.#addWord(text);
    else this.#lastWord = '';
  }

  endsAtSemicolon(): boolean {
    if (this.#dialect === 'postgres') return this.#depth <= 0 && this.#blocks === 0;
    return this.#trigger === 'none' || this.#trigger === 'after-end';
  }

  copiesFromStdin(): boolean {
    return this.#dialect === 'postgres' && this.words[0] === 'copy' && this.#fromStdin;
  }

  #addWord(word: string): void {
    if (this.words.length < MOST_WORDS) {
      this.words.push(word);
      if (word === 'trigger' && this.#dialect === 'sqlite' && isTrigger(this.words)) {
        this.#trigger = 'body';
      }
    }
    if (this.#dialect === 'postgres') {
      if (word === 'atomic' && this.#lastWord === 'begin') this.#blocks++;
      else if (this.#blocks > 0 && word === 'case' && this.#lastWord !== 'end') this.#blocks++;
      else if (this.#blocks > 0 && word === 'end') this.#blocks--;
      else if (word === 'stdin' && this.#lastWord === 'from') this.#fromStdin = true;
    }
    this.#lastWord = word;
  }
}

type TriggerPart = 'none' | 'body' | 'after-semicolon' | 'after-end';

function afterInTrigger(part: TriggerPart, text: string): TriggerPart {
  if (text === ';') return 'after-semicolon';
  return part === 'after-semicolon' && text === 'end' ? 'after-end' : 'body';
}

const TRIGGER = /^(?:explain (?:query plan )?)?create (?:temp |temporary )?trigger$/;

function isTrigger(words: readonly string[]): boolean {
  return TRIGGER.test(words.join(' '));
}
