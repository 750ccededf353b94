import * as l10n from '@vscode/l10n';
import type { TextRange } from '../../core/problem.ts';
import { fromCodePoints } from '../../sql/text.ts';
import { ScriptError, type ScriptFailure } from '../database.ts';
import { isServerError } from './server-error.ts';

/** What a script was doing when it failed. */
export interface Progress {
  readonly script: string;
  readonly statements: readonly TextRange[];
  readonly completed: number;
  /** Where the message that failed begins in the script. */
  readonly offset: number;
}

/** The failure of one of the script's own statements. */
export function scriptFailure(
  error: unknown,
  { script, statements, completed, offset }: Progress,
  kept: ScriptFailure['kept'],
): ScriptError {
  const position = positionOf(error, script, offset);
  const statement =
    position === null
      ? statements[completed]
      : (statements.findLast(({ start }) => start <= position) ?? statements[0]);
  return new ScriptError(
    {
      ...describe(error),
      statement: statement === undefined ? null : { start: statement.start, end: statement.end },
      position,
      completed,
      kept,
    },
    error,
  );
}

/** The failure of what is not the script's: its record, or the commit. */
export function recordFailure(
  error: unknown,
  completed: number,
  kept: ScriptFailure['kept'],
): ScriptError {
  const failure = { ...describe(error), statement: null, position: null, completed, kept };
  return new ScriptError(failure, error);
}

/** The script itself ended the transaction that was to hold it together with its record. */
export function brokenTransaction(statement: TextRange | null, completed: number): ScriptError {
  return new ScriptError({
    message: l10n.t('The script itself ends the transaction that it is applied in.'),
    code: null,
    detail: l10n.t('What it committed is kept in the database, but not recorded as applied.'),
    hint: l10n.t(
      'Take COMMIT, ROLLBACK and BEGIN out of the file, and put the database right by hand.',
    ),
    statement,
    position: null,
    completed,
    kept: 'unknown',
  });
}

/** A script that is applied statement by statement began a transaction and did not end it. */
export function openTransaction(completed: number): ScriptError {
  return new ScriptError({
    message: l10n.t('The script begins a transaction and does not end it.'),
    code: null,
    detail: l10n.t('What it did since its BEGIN is not kept; what it did before is.'),
    hint: l10n.t('End the transaction by COMMIT in the file, and put the database right by hand.'),
    statement: null,
    position: null,
    completed,
    kept: 'unknown',
  });
}

function positionOf(error: unknown, script: string, offset: number): number | null {
  if (!isServerError(error) || error.position === undefined) return null;
  return offset + fromCodePoints(script.slice(offset), Number(error.position));
}

function describe(error: unknown): Pick<ScriptFailure, 'message' | 'code' | 'detail' | 'hint'> {
  if (!isServerError(error)) {
    return {
      message: l10n.t('The connection to the server was lost: {0}', (error as Error).message),
      code: null,
      detail: null,
      hint: l10n.t('See that the server runs, and look at the status before you go on.'),
    };
  }
  const { detail, internalQuery, where } = error;
  const parts = [
    detail,
    internalQuery === undefined ? undefined : l10n.t('In the statement: {0}', internalQuery),
    where,
  ].filter((part) => part !== undefined);
  return {
    message: error.message,
    code: error.code ?? null,
    detail: parts.length === 0 ? null : parts.join('\n'),
    hint: error.hint ?? null,
  };
}
