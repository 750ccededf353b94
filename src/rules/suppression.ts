import type { Engine } from '../core/engine.ts';
import { tokenAt } from '../sql/lexer.ts';

/** Of a rule, or of the round trip, whose problem has a code of one word. */
const ID = '(?:[a-z]+(?:-[a-z]+)+|residue\\b)';

/** In any comment: `strata-ignore rule-id, rule-id: reason`. */
const DIRECTIVE = new RegExp(`\\bstrata-ignore((?:[\\s,]+${ID})+)`, 'g');
const IDS = new RegExp(ID, 'g');

export function isDirective(comment: string): boolean {
  return comment.search(DIRECTIVE) >= 0;
}

/**
 * The rules that comments turn off, by line from 1. A comment behind SQL speaks of its own line,
 * and one that stands alone of the next line with SQL on it.
 */
export function suppressions(
  sql: string,
  engine: Engine,
): ReadonlyMap<number, ReadonlySet<string>> {
  const byLine = new Map<number, Set<string>>();
  if (!sql.includes('strata-ignore')) return byLine;

  const suppress = (line: number, ids: readonly string[]): void => {
    if (ids.length === 0) return;
    byLine.set(line, new Set([...(byLine.get(line) ?? []), ...ids]));
  };
  let waiting: string[] = [];
  let line = 1;
  let lastWithSql = 0;
  for (let at = 0; at < sql.length;) {
    const { kind, start, end } = tokenAt(sql, at, engine);
    at = end;
    const text = sql.slice(start, end);
    if (kind === 'comment') {
      const ids = idsIn(text);
      if (line === lastWithSql) suppress(line, ids);
      else waiting.push(...ids);
    } else if (kind !== 'blank') {
      suppress(line, waiting);
      waiting = [];
    }
    line += lineBreaks(text);
    if (kind !== 'blank' && kind !== 'comment') lastWithSql = line;
  }
  return byLine;
}

/** Any comment turns it off, for what is said of a script as a whole. */
export function isSuppressed(sql: string, engine: Engine, id: string): boolean {
  if (!sql.includes('strata-ignore')) return false;
  for (let at = 0; at < sql.length;) {
    const { kind, start, end } = tokenAt(sql, at, engine);
    if (kind === 'comment' && idsIn(sql.slice(start, end)).includes(id)) return true;
    at = end;
  }
  return false;
}

function idsIn(comment: string): readonly string[] {
  return [...comment.matchAll(DIRECTIVE)].flatMap(([, ids = '']) => ids.match(IDS) ?? []);
}

/** Lines end as in `position`. */
function lineBreaks(text: string): number {
  return text.match(/\r\n|\n|\r/g)?.length ?? 0;
}
