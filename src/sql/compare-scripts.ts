import { diffArrays } from 'diff';
import type { Engine } from '../core/engine.ts';
import type { StatementChange, StatementNow } from '../core/state.ts';
import { tokenAt, type Token } from './lexer.ts';
import { fragments, type Fragment } from './split.ts';

/** Of an edit, in statements: what differs more is told as if nothing were the same. */
const MOST_EDITS = 2000;

/**
 * How one script's statements differ from another's, in the order of the scripts; empty where only
 * comments, blanks and needless semicolons do. What is written otherwise counts as changed, be it
 * the case of a keyword.
 */
export function compareScripts(
  before: string,
  after: string,
  engine: Engine,
): readonly StatementChange[] {
  const [old, now] = [piecesOf(before, engine), piecesOf(after, engine)];
  let start = 0;
  while (start < old.length && isSame(old[start], now[start])) start++;
  let kept = 0;
  while (
    kept < Math.min(old.length, now.length) - start &&
    isSame(old[old.length - 1 - kept], now[now.length - 1 - kept])
  ) {
    kept++;
  }
  return changes(old.slice(start, old.length - kept), now.slice(start, now.length - kept));
}

/** A statement, or what else an engine's own shell would read. */
class Piece {
  readonly fragment: Fragment;
  readonly text: string;
  readonly #engine: Engine;
  #meaning: string | null = null;

  constructor(sql: string, fragment: Fragment, engine: Engine) {
    this.fragment = fragment;
    this.text = sql.slice(fragment.start, fragment.end);
    this.#engine = engine;
  }

  /** The same for pieces that mean the same to the engine. */
  get meaning(): string {
    if (this.fragment.kind !== 'statement') return this.text;
    return (this.#meaning ??= meaningOf(this.text, this.#engine));
  }
}

function isSame(a: Piece | undefined, b: Piece | undefined): boolean {
  return a?.text === b?.text || a?.meaning === b?.meaning;
}

function changes(old: readonly Piece[], now: readonly Piece[]): readonly StatementChange[] {
  const hunks = diffArrays([...old], [...now], { comparator: isSame, maxEditLength: MOST_EDITS });
  if (hunks === undefined) return paired(old, now);
  const found: StatementChange[] = [];
  let removed: readonly Piece[] = [];
  let added: readonly Piece[] = [];
  const close = (): void => {
    found.push(...paired(removed, added));
    removed = added = [];
  };
  for (const hunk of hunks) {
    if (hunk.removed) removed = [...removed, ...hunk.value];
    else if (hunk.added) added = [...added, ...hunk.value];
    else close();
  }
  close();
  return found;
}

/** Those that begin alike are one statement that was changed. */
function paired(removed: readonly Piece[], added: readonly Piece[]): readonly StatementChange[] {
  const found: StatementChange[] = [];
  const alike = Map.groupBy(removed.keys(), (index) => beginning(removed[index]));
  let told = 0;
  for (const piece of added) {
    const candidates = alike.get(beginning(piece)) ?? [];
    while (candidates[0] !== undefined && candidates[0] < told) candidates.shift();
    const match = candidates.shift();
    if (match !== undefined) found.push(...removed.slice(told, match).map(asRemoved));
    found.push({ before: removed[match ?? -1]?.text ?? null, after: now(piece) });
    told = match === undefined ? told : match + 1;
  }
  return [...found, ...removed.slice(told).map(asRemoved)];
}

function asRemoved({ text }: Piece): StatementChange {
  return { before: text, after: null };
}

function now({ text, fragment: { start, end } }: Piece): StatementNow {
  return { text, range: { start, end } };
}

/** Such as `create table users`. */
function beginning(piece: Piece | undefined): string {
  return piece?.fragment.words.slice(0, 3).join(' ') ?? '';
}

function piecesOf(sql: string, engine: Engine): readonly Piece[] {
  return fragments(sql, engine).map((fragment) => new Piece(sql, fragment, engine));
}

/** The tokens alone, and what stands between them only where that counts. */
function meaningOf(sql: string, engine: Engine): string {
  const parts: string[] = [];
  let last: Token | null = null;
  for (let at = 0; at < sql.length;) {
    const token = tokenAt(sql, at, engine);
    at = token.end;
    if (token.kind === 'blank' || token.kind === 'comment') continue;
    if (last !== null) parts.push(between(sql, last, token));
    parts.push(sql.slice(token.start, token.end));
    last = token;
  }
  return parts.join('');
}

const APART = '\u0000';

/**
 * Most tokens are the same however far they are apart. But `<-` is not `< -`, `x'ab'` is no alias,
 * and strings on two lines are one string to PostgreSQL.
 */
function between(sql: string, last: Token, next: Token): string {
  const isGlued = last.end === next.start;
  if (last.kind === 'quoted' && next.kind === 'quoted') {
    return /[\r\n]/.test(sql.slice(last.end, next.start)) ? `${APART}\n` : APART;
  }
  const text = sql.slice(last.start, last.end);
  const isOne =
    last.kind === 'symbol'
      ? OPERATOR.test(text) && (next.kind === 'number' ? text === '.' : isOperator(sql, next))
      : last.kind === 'word' && next.kind === 'quoted';
  return isGlued && isOne ? '' : APART;
}

const OPERATOR = /^[-+*/<>=~!@#%^&|`?:.]$/;

function isOperator(sql: string, { start, end }: Token): boolean {
  return OPERATOR.test(sql.slice(start, end));
}
