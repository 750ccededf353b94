import { createHash } from 'node:crypto';
import type { Engine } from '../core/engine.ts';
import type { Script } from '../core/migration.ts';
import type { Step } from '../core/plan.ts';
import type { Continuation, Unfinished } from '../core/unfinished.ts';
import { isSessionSetting } from './session-setting.ts';
import { split } from './split.ts';
import { locate, offsetOf } from './text.ts';

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
  const settings: string[] = [];
  for (let index = 0; index < completed; index++) {
    const statement = statements[index];
    if (statement === undefined) {
      const end = { start: sql.length, end: sql.length };
      return { next: null, changed: locate(script, end), settings };
    }
    const text = sql.slice(statement.start, statement.end);
    if (digestOf(text) !== digestAt(digest, index)) {
      return { next: null, changed: locate(script, statement), settings };
    }
    if (isSessionSetting(statement, engine)) settings.push(text);
  }
  const next = statements[completed];
  return { next: next === undefined ? null : locate(script, next), changed: null, settings };
}

/**
 * The statement in doubt, where it still reads as it was begun, and where in another session its names
 * are of the same things: nothing before it has changed where names are looked up.
 */
export function askable(
  sql: string,
  engine: Engine,
  { inDoubt, completed, digest }: Pick<Unfinished, 'inDoubt' | 'completed' | 'digest'>,
): string | null {
  const text = statementAt(sql, engine, completed);
  if (!inDoubt || text === null || digestOf(text) !== digestAt(digest, completed)) return null;
  const before = split(sql, engine).slice(0, completed);
  return before.some(({ start, end }) => MOVES_NAMES.test(sql.slice(start, end))) ? null : text;
}

/** Also `SET SCHEMA`, `"$user"` of another role, and what hides behind a temporary table. */
const MOVES_NAMES = /search_path|\b(?:schema|role|authorization|temp|temporary)\b/i;

function digestAt(digest: string, index: number): string {
  return digest.slice(index * DIGITS, (index + 1) * DIGITS);
}

/** Null: it has no more than so many. */
export function statementAt(sql: string, engine: Engine, index: number): string | null {
  const statement = split(sql, engine)[index];
  return statement === undefined ? null : sql.slice(statement.start, statement.end);
}

/** What a step carries out, as SQL: its script, or what is left of it, after what goes before that. */
export function sqlOf({ script, continues }: Pick<Step, 'script' | 'continues'>): string {
  if (continues === undefined) return script.sql;
  const { next, invalidIndexes, settings } = continues;
  const drops = invalidIndexes.map((index) => `DROP INDEX CONCURRENTLY ${index}`);
  const before = [...drops, ...settings].map((statement) => `${statement};\n`);
  const rest = next === null ? '' : script.sql.slice(offsetOf(script, next));
  return `${before.join('')}${rest}`;
}

function digestOf(statement: string): string {
  return createHash('sha256').update(statement).digest('hex').slice(0, DIGITS);
}
