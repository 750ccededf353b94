import { tokenAt } from '../../sql/lexer.ts';
import { SqliteError, type Session } from './driver.ts';

/**
 * Where in `statement` a syntax error is, in UTF-16 units; null for every other error.
 *
 * SQLite knows the place but no driver tells it. The parser stops at the first token it can't
 * take, so the shortest run of tokens that gives the same error ends there.
 */
export function syntaxErrorPosition(
  session: Session,
  statement: string,
  message: string,
): number | null {
  if (message === 'incomplete input') return statement.length;
  const token = /^near "(.*)": syntax error$|^unrecognized token: "(.*)"$/s.exec(message);
  // Compiling a PRAGMA carries some of them out.
  if (!token || /^(explain\s+)?pragma\b/i.test(statement)) return null;
  const text = token[1] ?? token[2] ?? '';

  const ends = tokenEnds(statement);
  let low = 0;
  let high = ends.length - 1;
  while (low < high) {
    const middle = (low + high) >> 1;
    if (fails(session, statement.slice(0, ends[middle]), message)) high = middle;
    else low = middle + 1;
  }
  const end = ends[low] ?? statement.length;
  const start = statement.lastIndexOf(text, end - text.length);
  return start < 0 ? null : start;
}

function fails(session: Session, sql: string, message: string): boolean {
  try {
    session.prepare(sql);
    return false;
  } catch (error) {
    if (error instanceof SqliteError) return error.message === message;
    throw error;
  }
}

/** Where the statement can be cut: not before what may be the second half of a token. */
function tokenEnds(statement: string): number[] {
  const ends: number[] = [];
  for (let at = 0; at < statement.length;) {
    const { kind, end } = tokenAt(statement, at, 'sqlite');
    const half = kind === 'symbol' && '!:@#$?'.includes(statement.charAt(at));
    if (kind !== 'blank' && kind !== 'comment' && !half) ends.push(end);
    at = end;
  }
  if (ends.at(-1) !== statement.length) ends.push(statement.length);
  return ends;
}
