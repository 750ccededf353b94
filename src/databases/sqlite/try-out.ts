import type { Statement } from '../../core/statement.ts';
import type { Fragment } from '../../sql/split.ts';
import { ScriptError, type ScriptFailure } from '../database.ts';
import type { Attempt, ShadowScript } from '../shadow.ts';
import { SqliteError, type Session } from './driver.ts';
import { atOnce } from './patience.ts';
import { runByStatement } from './run-by-statement.ts';
import { runInTransaction } from './run-in-transaction.ts';
import { TrialScript } from './trial-script.ts';

export interface Trial extends Omit<Attempt, 'schema'> {
  /** The words of all that was left out, here and before. */
  readonly missing: ReadonlySet<string>;
  readonly leavesTraces: boolean;
}

/** Carries a script out as a migration is, without a history to record it in. */
export async function tryOut(
  session: Session,
  { sql, transactional }: ShadowScript,
  missing: ReadonlySet<string>,
  onStep: (statement: Fragment, completed: number) => void,
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
    if (transactional) await runInTransaction(session, atOnce, script, { ...WHOLE, script: sql });
    else await runByStatement(session, atOnce, script, { ...PIECEWISE, script: sql });
    return { ...told, failure: null, syntaxErrors: [] };
  } catch (error) {
    const failure = failureOf(error instanceof SqliteError ? script.failure(error, {}) : error);
    return { ...told, failure, syntaxErrors: script.furtherSyntaxErrors(session, failure) };
  }
}

const WHOLE = { transactional: true, record: [] } as const;

/** Writes down nothing. */
const ADVANCE: Statement = { sql: 'SELECT $1, $2', values: [] };
const NEVER_BEGUN = { intent: [], record: [], withdraw: [] };
const PIECEWISE = { transactional: false, from: 0, advance: ADVANCE, ...NEVER_BEGUN } as const;

function failureOf(error: unknown): ScriptFailure {
  if (error instanceof ScriptError) return error.failure;
  throw error;
}
