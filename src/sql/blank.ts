import type { Engine } from '../core/engine.ts';
import { tokenAt } from './lexer.ts';

/** Whether a script holds nothing but blanks and comments; reads no further than to what it holds. */
export function isBlank(sql: string, dialect: Engine): boolean {
  let at = sql.startsWith('\uFEFF') ? 1 : 0;
  while (at < sql.length) {
    const { kind, end } = tokenAt(sql, at, dialect);
    if (kind !== 'blank' && kind !== 'comment') return false;
    at = end;
  }
  return true;
}
