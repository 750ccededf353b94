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
import { commit, rollback, send } from './transaction.ts';

type Whole = Extract<Unit, { transactional: true }>;
type Stage = 'begin' | 'script' | 'record' | 'commit';

/**
 * Applies script and record in one transaction.
 *
 * @returns the time from begin to commit, in nanoseconds
 */
export async function applyWhole(unit: Whole, run: Run): Promise<bigint> {
  const { client, mode } = run;
  const script = new ScriptMessage(unit.script);
  let stage: Stage = 'begin';
  const started = process.hrtime.bigint();
  try {
    await begin(run);
    goOn(run);
    stage = 'script';
    await script.send(client);
    goOn(run);
    stage = 'record';
    if (!(await isHeldTogether(run))) throw endedItself(unit, script);
    for (const statement of unit.record) await send(client, statement);
    goOn(run);
    stage = 'commit';
    await commit(client);
    return process.hrtime.bigint() - started;
  } catch (error) {
    await run.stopInterrupting();
    await rollback(client, resetSession(mode));
    throw verdict(error, { unit, script, stage, aborted: run.signal?.aborted === true });
  }
}

/** The mark lasts as long as the transaction: a script that ends it can't hide that. */
async function begin({ client, mode }: Run): Promise<void> {
  await client.query(
    `${resetSession(mode)} BEGIN; SELECT pg_catalog.set_config('strata.migration', 'on', true)`,
  );
}

/** Looks whether the transaction is still ours, and takes back what the script has set. */
async function isHeldTogether({ client, mode }: Run): Promise<boolean> {
  const [result] = (await client.query(
    `SELECT pg_catalog.current_setting('strata.migration', true) AS mark; ${resetSession(mode)}`,
  )) as unknown as QueryResult<{ mark: string | null }>[];
  return result?.rows[0]?.mark === 'on';
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
