import { createHash } from 'node:crypto';
import type { Engine } from '../core/engine.ts';
import type { Script } from '../core/migration.ts';
import type { Continuation, Unfinished } from '../core/unfinished.ts';
import { split } from './split.ts';
import { locate } from './text.ts';

const DIGITS = 16;

/** How many statements a script has, and what they are known again by. */
export function measure(sql: string, engine: Engine): Pick<Unfinished, 'total' | 'digest'> {
  const statements = split(sql, engine);
  const digests = statements.map(({ start, end }) => digestOf(sql.slice(start, end)));
  return { total: statements.length, digest: digests.join('') };
}

/** Comments and blanks between statements may have changed; what is not done yet may, too. */
export function continuation(
  script: Script,
  engine: Engine,
  { completed, digest }: Pick<Unfinished, 'completed' | 'digest'>,
): Continuation {
  const { sql } = script;
  const statements = split(sql, engine);
  for (let index = 0; index < completed; index++) {
    const statement = statements[index];
    const recorded = digest.slice(index * DIGITS, (index + 1) * DIGITS);
    if (statement === undefined) {
      const end = { start: sql.length, end: sql.length };
      return { next: null, changed: locate(script, end) };
    }
    if (digestOf(sql.slice(statement.start, statement.end)) !== recorded) {
      return { next: null, changed: locate(script, statement) };
    }
  }
  const next = statements[completed];
  return { next: next === undefined ? null : locate(script, next), changed: null };
}

/** Null: it has no more than so many. */
export function statementAt(sql: string, engine: Engine, index: number): string | null {
  const statement = split(sql, engine)[index];
  return statement === undefined ? null : sql.slice(statement.start, statement.end);
}

/** What is left to be done of it, with the comments before that. */
export function restOf(sql: string, engine: Engine, completed: number): string {
  const last = split(sql, engine)[completed - 1];
  return last === undefined ? sql : sql.slice(last.end).replace(/^\s*;/, '').trimStart();
}

function digestOf(statement: string): string {
  return createHash('sha256').update(statement).digest('hex').slice(0, DIGITS);
}
