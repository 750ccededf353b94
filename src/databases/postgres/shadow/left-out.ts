import * as l10n from '@vscode/l10n';
import type { TextRange } from '../../../core/problem.ts';
import { redact } from '../../../core/redact.ts';
import type { ScriptError } from '../../database.ts';
import type { LeftOut } from '../../shadow.ts';
import { isServerError } from '../server-error.ts';

/** What of the scripts so far was not carried out. */
export interface Missing {
  /** The statements' texts. */
  readonly texts: readonly string[];
  /** What this server lacks, the one that the migrations go to lacks, too. */
  readonly isOwnServer: boolean;
}

/** The script with blanks in these places, so that every other place stays where it is. */
export function blankedOut(sql: string, ranges: readonly TextRange[]): string {
  return ranges.reduce(
    (text, { start, end }) =>
      text.slice(0, start) + text.slice(start, end).replaceAll(/[^\r\n]/g, ' ') + text.slice(end),
    sql,
  );
}

/**
 * A statement that failed for what the shadow lacks, not for what is written there.
 *
 * @returns null where it would fail on the migrations' own server as well
 */
export function leftOutFor(error: ScriptError, sql: string, missing: Missing): LeftOut | null {
  const { statement, code, message } = error.failure;
  if (statement === null || code === null) return null;
  const text = sql.slice(statement.start, statement.end);
  const because = reasonFor(error, text, missing);
  if (because === null) return null;
  return { statement, because: l10n.t('{0}: {1}', because, redact(message, text)) };
}

function reasonFor(error: ScriptError, text: string, missing: Missing): string | null {
  const { code } = error.failure;
  if (!missing.isOwnServer) {
    if (EXTENSION.test(text) && code !== '42601' && code !== '42710') {
      return l10n.t('the shadow’s server does not have this extension');
    }
    if (code === '42704' && isAboutRole(error)) {
      return l10n.t('the shadow’s server does not have this role');
    }
  }
  return follows(error, missing) ? l10n.t('it needs what was left out before') : null;
}

const EXTENSION = /^\s*create\s+extension\b/i;

/** The server's own functions that look roles up; its words may be in any language. */
function isAboutRole({ cause }: ScriptError): boolean {
  return isServerError(cause) && cause.routine?.startsWith('get_role') === true;
}

/** Undefined: table, column, function, object, schema; a row that is referred to. */
const UNDEFINED = new Set(['42P01', '42703', '42883', '42704', '3F000', '23503']);

/** An extension may bring any of these. */
const OF_EXTENSIONS = new Set(['42883', '42704', '3F000']);

function follows({ failure }: ScriptError, { texts }: Missing): boolean {
  const { code, message, detail } = failure;
  if (code === null || !UNDEFINED.has(code)) return false;
  if (OF_EXTENSIONS.has(code) && texts.some((text) => EXTENSION.test(text))) return true;
  const names = namesIn(`${message}\n${detail ?? ''}`);
  return texts.some((text) => names.some((name) => mentions(text, name)));
}

/** What a message quotes, in whichever language, or calls. */
function namesIn(message: string): readonly string[] {
  const quoted = [...message.matchAll(/["'«»„“”‘’](?<name>[^"'«»„“”‘’]{1,200})(?=["'«»„“”‘’])/g)];
  const called = [...message.matchAll(/(?<name>[\p{L}_][\p{L}\p{N}_$.]*)\(/gu)];
  return [...quoted, ...called].flatMap(({ groups }) => (groups?.name ?? '').split('.'));
}

function mentions(text: string, name: string): boolean {
  const at = text.toLowerCase().indexOf(name.toLowerCase());
  if (name === '' || at < 0) return false;
  const isPart = (character: string): boolean => /[\p{L}\p{N}_$]/u.test(character);
  return !isPart(text.charAt(at - 1)) && !isPart(text.charAt(at + name.length));
}
