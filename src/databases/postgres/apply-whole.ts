import type { QueryResult } from 'pg';
import type { Unit } from '../../core/engine.ts';
import type { StrataError } from '../../core/errors.ts';
import { split } from '../../sql/split.ts';
import { ScriptError, type ScriptFailure } from '../database.ts';
import { cancelled } from './client.ts';
import { brokenTransaction, recordFailure, scriptFailure } from './failure.ts';
import { goOn, type Run } from './run.ts';
import { ScriptMessage } from './script-message.ts';
import { endsSession, isServerError } from './server-error.ts';
import { resetSession } from './session.ts';
import { commit, lookAgain, rollback, send } from './transaction.ts';

type Whole = Extract<Unit, { transactional: true }>;
type Stage = 'begin' | 'script' | 'record' | 'commit';

/**
 * Applies script and record in one transaction.
 *
 * @returns the time from begin to commit, in nanoseconds
 */
export async function applyWhole(unit: Whole, run: Run): Promise<bigint> {
  const { client, session } = run;
  const script = new ScriptMessage(unit.script);
  let stage: Stage = 'begin';
  const started = process.hrtime.bigint();
  try {
    const begun = await begin(run);
    if (unit.guard) await lookAgain(client, unit.guard);
    goOn(run);
    stage = 'script';
    await script.send(client);
    goOn(run);
    stage = 'record';
    if ((await settle(run)) !== begun) throw endedItself(unit, script);
    for (const statement of unit.record) await send(client, statement);
    goOn(run);
    stage = 'commit';
    await commit(client);
    return process.hrtime.bigint() - started;
  } catch (error) {
    await run.stopInterrupting();
    await rollback(client, resetSession(session));
    throw verdict(error, { unit, script, stage, aborted: run.signal?.aborted === true });
  }
}

/** Tells one transaction from the next, as no setting does: a script may RESET ALL. */
const beginning = 'SELECT EXTRACT(EPOCH FROM pg_catalog.now())::text AS beginning';

async function begin({ client, session }: Run): Promise<string> {
  return beginningIn(await client.query(`${resetSession(session)} BEGIN; ${beginning}`));
}

/** Looks which transaction it is now, and takes back what the script has set. */
async function settle({ client, session }: Run): Promise<string> {
  return beginningIn(await client.query(`${beginning}; ${resetSession(session)}`));
}

function beginningIn(results: unknown): string {
  const rows = (results as QueryResult<{ beginning: string }>[]).flatMap((result) => result.rows);
  return rows[0]?.beginning ?? '';
}

function verdict(
  error: unknown,
  at: { unit: Whole; script: ScriptMessage; stage: Stage; aborted: boolean },
): StrataError {
  const { unit, script, stage } = at;
  if (error instanceof ScriptError) return error;
  const committed = script.tags.some(isCommit);
  if (at.aborted) return committed ? endedItself(unit, script) : cancelled();
  const kept: ScriptFailure['kept'] =
    committed || (stage === 'commit' && !isAnswer(error)) ? 'unknown' : 'nothing';
  const completed = script.tags.length;
  if (stage !== 'script') return recordFailure(error, completed, kept);
  const statements = split(unit.script, 'postgres');
  return scriptFailure(error, { script: unit.script, statements, completed, offset: 0 }, kept);
}

/** The server has refused to commit, and lives to tell it. */
function isAnswer(error: unknown): boolean {
  return isServerError(error) && !endsSession(error);
}

function endedItself({ script }: Whole, { tags }: ScriptMessage): ScriptError {
  const index = tags.findIndex((tag) => isCommit(tag) || tag === 'ROLLBACK');
  return brokenTransaction(split(script, 'postgres')[index] ?? null, tags.length);
}

function isCommit(tag: string): boolean {
  return tag === 'COMMIT' || tag === 'PREPARE TRANSACTION';
}
