import * as l10n from '@vscode/l10n';
import type { Convention } from '../conventions/convention.ts';
import type { Script } from '../core/migration.ts';
import type { Step } from '../core/plan.ts';
import type { Location, TextRange } from '../core/problem.ts';
import { redact } from '../core/redact.ts';
import { ScriptError, type ScriptFailure } from '../databases/database.ts';
import { locate } from '../sql/text.ts';
import { transactionHint } from './transaction-hint.ts';

/** Why a step failed, and what of it is in the database; without the passwords of the script. */
export interface StepFailure {
  readonly step: Step;
  /** The engine's own words. */
  readonly message: string;
  /** SQLSTATE, or SQLite's result code by name. */
  readonly code: string | null;
  readonly detail: string | null;
  readonly hint: string | null;
  /** Where in the script's file; null when no statement of the script is to blame. */
  readonly location: Location | null;
  /** The failing statement's text. */
  readonly statement: string | null;
  readonly completed: number;
  readonly kept: ScriptFailure['kept'];
  /** An index that the failing statement has left behind; as SQL names it. */
  readonly invalidIndex?: string;
}

/** @throws the error itself when it is no failure of the step */
export function stepFailure(
  step: Step,
  error: unknown,
  convention: Pick<Convention, 'noTransaction' | 'title'>,
): StepFailure {
  if (!(error instanceof ScriptError)) throw error;
  const { failure } = error;
  const hint = failure.hint ?? transactionHint(failure, step.script, convention);
  const { statement, position } = failure;
  const text = statement && step.script.sql.slice(statement.start, statement.end);
  const said = (words: string): string => redact(words, text ?? '');
  return {
    step,
    message: said(failure.message),
    code: failure.code,
    detail: failure.detail === null ? null : said(failure.detail),
    hint: hint === null ? null : said(hint),
    location: place(step.script, statement, position),
    statement: text === null ? null : redact(text),
    completed: failure.completed,
    kept: failure.kept,
    ...(failure.invalidIndex !== undefined && { invalidIndex: failure.invalidIndex }),
  };
}

function place(
  script: Script,
  statement: TextRange | null,
  position: number | null,
): Location | null {
  if (position === null) return statement === null ? null : locate(script, statement);
  return locate(script, { start: position, end: Math.max(position, statement?.end ?? 0) });
}

/** One sentence for people: what failed where, and what is true now. */
export function describeFailure(failure: StepFailure, appliedBefore: number): string {
  const { migration } = failure.step;
  const what =
    failure.location === null
      ? l10n.t('{0} failed: {1}.', migration.description, trimDot(failure.message))
      : l10n.t(
          '{0} failed at line {1}: {2}.',
          migration.description,
          failure.location.line,
          trimDot(failure.message),
        );
  return `${what} ${kept(failure)}${before(appliedBefore)}`;
}

function kept(failure: StepFailure): string {
  switch (failure.kept) {
    case 'nothing':
      return l10n.t('Nothing of it was kept');
    case 'completed':
      return inTheDatabase(failure);
    case 'unknown':
      return l10n.t('Whether it was kept could not be found out: look at the status');
  }
}

function inTheDatabase({ completed, invalidIndex }: StepFailure): string {
  if (completed === 0) {
    return invalidIndex === undefined
      ? l10n.t('No statement of it was kept')
      : l10n.t('No statement of it was kept, but an invalid index is left');
  }
  return completed === 1
    ? l10n.t(
        'Its first statement is in the database, since it runs without a transaction, and it can be continued from the next',
      )
    : l10n.t(
        'Its first {0} statements are in the database, since it runs without a transaction, and it can be continued from the next',
        completed,
      );
}

function before(count: number): string {
  if (count === 0) return l10n.t('.');
  return count === 1
    ? l10n.t('; 1 earlier migration is done.')
    : l10n.t('; {0} earlier migrations are done.', count);
}

function trimDot(text: string): string {
  return text.replace(/\.$/, '');
}
