import * as l10n from '@vscode/l10n';
import type { Direction, Script } from '../core/migration.ts';
import type { Problem } from '../core/problem.ts';
import { redact } from '../core/redact.ts';
import type { ScriptFailure } from '../databases/database.ts';
import type { Attempt, LeftOut } from '../databases/shadow.ts';
import { locate } from '../sql/text.ts';

interface Tried {
  readonly script: Script;
  readonly version: string;
  readonly direction: Direction;
}

/** What the engine has said of a script on a shadow, in its own words. */
export function engineProblems(
  tried: Tried,
  { failure, syntaxErrors }: Pick<Attempt, 'failure' | 'syntaxErrors'>,
): readonly Problem[] {
  return [...(failure ? [failure] : []), ...syntaxErrors].map((each) => problemOf(tried, each));
}

/** A statement that nobody has tried: the check says nothing of it. */
export function notChecked({ script, version }: Tried, { statement, because }: LeftOut): Problem {
  return {
    code: 'not-checked',
    severity: 'info',
    message: l10n.t('Not checked: {0}', because),
    path: script.path,
    version,
    location: locate(script, statement),
  };
}

/**
 * The engine's own verdict counts: what a parser of another version takes for a syntax error is
 * none where the script went through, and what both say is said once. Of a NUL, which its grammar
 * cannot read, the engine's words are the plainer ones.
 */
export function withoutRepeats(
  byText: readonly Problem[],
  byEngine: readonly Problem[],
  { failure }: Pick<Attempt, 'failure'>,
): readonly Problem[] {
  const news = byEngine.filter(
    (each) => !isSyntax(each) || !byText.some((text) => isSyntax(text) && isAtOnePlace(text, each)),
  );
  const isKept = (each: Problem): boolean =>
    !isSyntax(each) || (failure !== null && !news.some((other) => isAtOnePlace(each, other)));
  return [...byText.filter(isKept), ...news];
}

function isSyntax({ code }: Problem): boolean {
  return code === 'syntax';
}

/** That the engine stumbles over what is refused before it gets there is no news. */
export function withoutRefused(
  found: readonly Problem[],
  refused: readonly Problem[],
): readonly Problem[] {
  const errors = new Set(refused.filter(({ severity }) => severity === 'error').map(placeOf));
  return found.filter((each) => !isByEngine(each) || !errors.has(placeOf(each)));
}

/** It is what the engine has said, or its grammar. */
export function isByEngine({ code }: Problem): boolean {
  return code === 'syntax' || code === 'engine';
}

function placeOf({ path, location }: Problem): string {
  return JSON.stringify([path, location?.line, location?.column]);
}

function isAtOnePlace(a: Problem, b: Problem): boolean {
  return a.location !== null && placeOf(a) === placeOf(b);
}

function problemOf({ script, version }: Tried, failure: ScriptFailure): Problem {
  const { statement, position, message, detail, hint, code } = failure;
  const text = statement === null ? '' : script.sql.slice(statement.start, statement.end);
  const words = [isTelling(code) ? `${message} (${code})` : message, detail, hint];
  const start = position ?? statement?.start ?? 0;
  return {
    code: isSyntaxError(failure) ? 'syntax' : 'engine',
    severity: 'error',
    message: redact(words.filter((each) => each !== null).join('\n'), text),
    path: script.path,
    version,
    location: locate(script, { start, end: Math.max(start, statement?.end ?? start) }),
  };
}

/** SQLite's own code for everything that has none says nothing. */
export function isTelling(code: string | null): boolean {
  return code !== null && code !== 'SQLITE_ERROR';
}

/** SQLSTATE 42601; SQLite tells the place of its own syntax errors only. */
function isSyntaxError({ code, position }: ScriptFailure): boolean {
  return code === '42601' || (code === 'SQLITE_ERROR' && position !== null);
}
