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

/** The script let go of the lock that was to keep other runners away. */
export function lostLock(completed: number): ScriptError {
  return new ScriptError({
    message: l10n.t('The script lets go of the lock that keeps other runners away.'),
    code: null,
    detail: l10n.t('pg_advisory_unlock_all() and DISCARD ALL do that.'),
    hint: l10n.t('Take it out of the file, and apply again.'),
    statement: null,
    position: null,
    completed,
    kept: 'nothing',
  });
}

/** Its time ran out, and somebody else may be at work by now. */
export function lostLease(completed: number): ScriptError {
  return new ScriptError({
    message: l10n.t(
      'The lock for migrations was lost: this run gave no sign of life for too long.',
    ),
    code: null,
    detail: l10n.t('The computer slept, the process was stopped, or the network was gone.'),
    hint: l10n.t('Look at the status, and apply again what is left.'),
    statement: null,
    position: null,
    completed,
    kept: 'nothing',
  });
}

/** A script that is applied statement by statement began a transaction and did not end it. */
export function openTransaction(begin: TextRange | null): ScriptError {
  return new ScriptError({
    message: l10n.t('The script begins a transaction and does not end it.'),
    code: null,
    detail: l10n.t('What it did since its BEGIN is not kept; what it did before is.'),
    hint: l10n.t('Add COMMIT, or leave BEGIN out.'),
    statement: begin,
    position: null,
    completed: 0,
    kept: 'unknown',
  });
}

/** What `IF NOT EXISTS` would take for the index that it is to make. */
export function hiddenIndex(index: string, statement: TextRange | null): ScriptError {
  return new ScriptError({
    message: l10n.t(
      'The index {0} is there, but invalid, and IF NOT EXISTS would pass over it.',
      index,
    ),
    code: null,
    detail: l10n.t('An earlier CREATE INDEX CONCURRENTLY has failed and left it behind.'),
    hint: l10n.t('Drop it: DROP INDEX CONCURRENTLY {0};', index),
    statement,
    position: null,
    completed: 0,
    kept: 'nothing',
    invalidIndex: index,
  });
}

/** @param indexes as SQL names them */
export function leavesInvalid({ failure }: ScriptError, indexes: readonly string[]): ScriptError {
  const names = indexes.join(', ');
  const left = l10n.t(
    'It has left the invalid index {0} behind. Continuing the migration drops it first, and so does: DROP INDEX CONCURRENTLY {1};',
    ...[names, indexes.join('; DROP INDEX CONCURRENTLY ')],
  );
  const hint = failure.hint === null ? left : `${failure.hint} ${left}`;
  return new ScriptError({ ...failure, hint, invalidIndex: names });
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
