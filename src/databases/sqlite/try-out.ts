import type { Fragment } from '../../sql/split.ts';
import { ScriptError, type ScriptFailure } from '../database.ts';
import type { Attempt, ShadowScript } from '../shadow.ts';
import { SqliteError, type Session } from './driver.ts';
import type { MemorySettings } from './messages.ts';
import { atOnce } from './patience.ts';
import { runByStatement } from './run-by-statement.ts';
import { runInTransaction } from './run-in-transaction.ts';
import { TrialScript } from './trial-script.ts';

export interface Trial extends Omit<Attempt, 'schema'> {
  /** The words of all that was left out, here and before. */
  readonly missing: ReadonlySet<string>;
  readonly leavesTraces: boolean;
}

export interface TrialOptions extends Pick<MemorySettings, 'record' | 'advance' | 'foreignKeys'> {
  /** What was left out before. */
  readonly missing: ReadonlySet<string>;
  readonly onStep: (statement: Fragment, completed: number) => void;
}

/** Carries a script out as a migration is. */
export async function tryOut(
  session: Session,
  { sql, transactional }: ShadowScript,
  { record, advance, foreignKeys, missing, onStep }: TrialOptions,
): Promise<Trial> {
  let script: TrialScript;
  try {
    script = new TrialScript(sql, missing, onStep);
  } catch (error) {
    const nothing = { syntaxErrors: [], leftOut: [], missing, leavesTraces: false };
    return { ...nothing, failure: failureOf(error) };
  }
  const { leftOut, missing: lacking, leavesTraces } = script;
  const told = { leftOut, missing: lacking, leavesTraces };
  try {
    const history = { script: sql, record };
    await (transactional
      ? runInTransaction(session, atOnce, script, { ...history, transactional }, foreignKeys)
      : runByStatement(
          session,
          atOnce,
          script,
          { ...history, transactional, advance, ...NEVER_BEGUN },
          foreignKeys,
        ));
    return { ...told, failure: null, syntaxErrors: [] };
  } catch (error) {
    const failure = failureOf(error instanceof SqliteError ? script.failure(error, {}) : error);
    return { ...told, failure, syntaxErrors: script.furtherSyntaxErrors(session, failure) };
  }
}

const NEVER_BEGUN = { from: 0, intent: [], withdraw: [] };

function failureOf(error: unknown): ScriptFailure {
  if (error instanceof ScriptError) return error.failure;
  throw error;
}
