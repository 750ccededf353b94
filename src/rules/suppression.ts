import type { Engine } from '../core/engine.ts';
import { tokenAt } from '../sql/lexer.ts';

/** In any comment: `strata-ignore rule-id, rule-id: reason`. */
const DIRECTIVE = /\bstrata-ignore((?:[\s,]+[a-z]+(?:-[a-z]+)+)+)/g;

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

function idsIn(comment: string): readonly string[] {
  return [...comment.matchAll(DIRECTIVE)].flatMap(
    ([, ids = '']) => ids.match(/[a-z]+(?:-[a-z]+)+/g) ?? [],
  );
}

/** Lines end as in `position`. */
function lineBreaks(text: string): number {
  return text.match(/\r\n|\n|\r/g)?.length ?? 0;
}
