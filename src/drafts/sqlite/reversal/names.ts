import type { TextRange } from '../../../core/problem.ts';
import type { SqlName } from '../../../sql/reader.ts';
import type { Path } from '../../lineage.ts';
import { identifier } from '../../names.ts';

export function pathOf(object: string, { name }: Pick<SqlName, 'name'>): Path {
  return ['', object === 'trigger' ? 'trigger' : 'relation', name];
}

/** A name as the script has it. */
export function written(sql: string, { start, end }: TextRange): string {
  const text = sql.slice(start, end);
  return /^\w+$/.test(text) && text.toLowerCase() === text ? identifier(text) : text;
}

/** Its quotes end before the script does. */
export function isClosed(sql: string, { start, end }: TextRange): boolean {
  return /^(?:[^"`'[].*|(["`']).*\1|\[.*\])$/s.test(sql.slice(start, end));
}
