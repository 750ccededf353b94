import type { Guard } from '../../core/engine.ts';
import type { Statement } from '../../core/statement.ts';
import { ScriptError, type ScriptFailure } from '../database.ts';
import { assertNoNul } from '../no-nul.ts';
import { cancelled } from '../cancelled.ts';
import { leavesInvalid, openTransaction, recordFailure, scriptFailure } from './failure.ts';
import { findInvalidIndexes } from './invalid-index.ts';
import { Pieces, type Piecewise } from './pieces.ts';
import { retryingConflicts } from './retry.ts';
import { goOn, type Run } from './run.ts';
import { isAmbiguous, isAnswer } from './server-error.ts';
import { lockTimeout, resetSession, statementTimeout } from './session.ts';
import { rollback, sendTogether } from './transaction.ts';

/**
 * Applies a script statement by statement, as `CREATE INDEX CONCURRENTLY` and VACUUM need it.
 *
 * @returns the time from intent to record, in nanoseconds
 */
export async function applyPiecewise(unit: Piecewise, run: Run): Promise<bigint> {
  assertNoNul(unit.script);
  const { client, session } = run;
  const started = process.hrtime.bigint();
  const limits = `${lockTimeout(session, false)} ${statementTimeout(session, false)}`;
  try {
    await client.query(`${resetSession(session)} ${limits}`);
    await persist(run, unit.intent, unit.guard ? [unit.guard] : []);
  } catch (error) {
    if (error instanceof ScriptError) throw error;
    if (run.signal?.aborted) throw cancelled();
    throw recordFailure(error, unit.from, isAnswer(error) ? 'nothing' : 'unknown');
  }
  const pieces = new Pieces(unit, run);
  try {
    await dropIndexes(unit, run);
    await pieces.carryOut();
    if (client.getTransactionStatus() !== 'I')
      throw openTransaction(pieces.statements[pieces.completed] ?? null);
  } catch (error) {
    throw await giveUp(unit, run, pieces, error);
  }
  // What has been done must now be recorded, whatever the user wishes.
  await run.stopInterrupting();
  try {
    await client.query(resetSession(session));
    await persist(run, unit.record);
  } catch (error) {
    if (error instanceof ScriptError) {
      throw error.with({ completed: pieces.completed, kept: 'completed' });
    }
    throw recordFailure(error, pieces.completed, isAnswer(error) ? 'completed' : 'unknown');
  }
  return process.hrtime.bigint() - started;
}

function persist(run: Run, statements: readonly Statement[], guards: readonly Guard[] = []) {
  const { client, exclusion } = run;
  return retryingConflicts(() => sendTogether(client, statements, { guards, exclusion }), run);
}

async function dropIndexes({ drop = [] }: Piecewise, run: Run): Promise<void> {
  for (const index of drop) {
    goOn(run);
    await run.client.query(`DROP INDEX CONCURRENTLY IF EXISTS ${index}`);
  }
}

async function giveUp(unit: Piecewise, run: Run, pieces: Pieces, error: unknown): Promise<Error> {
  const { client, session } = run;
  await run.stopInterrupting();
  // Where nobody knows what was committed, what is written down already is all that is known.
  const isConnected = (await rollback(client)) && !isAmbiguous(error);
  // Names are still looked up as the script has set the search_path.
  const invalid = isConnected ? await leftBehind(run, pieces) : [];
  if (isConnected) await client.query(resetSession(session)).catch(() => undefined);
  const isPartial = pieces.stage === 'lone statement' && isSplit(pieces.text(pieces.at));
  const isUntouched = pieces.completed === 0 && invalid.length === 0 && !isPartial;
  const isWithdrawn = isConnected && isUntouched && (await withdraw(unit, run));
  const isOver = isConnected && !isWithdrawn && !isPartial;
  if (isOver && pieces.isMarked) await pieces.advance(false).catch(() => undefined);
  if (run.signal?.aborted) return cancelled();

  const { completed, statements, at, stage } = pieces;
  const kept: ScriptFailure['kept'] = isWithdrawn
    ? 'nothing'
    : isConnected && !isPartial
      ? 'completed'
      : 'unknown';
  if (error instanceof ScriptError) return error.with({ completed, kept });
  if (stage === 'advance') return recordFailure(error, completed, kept);
  const offset = statements[at]?.start ?? 0;
  const progress = { script: unit.script, statements, completed: at, offset };
  const failed = scriptFailure(error, progress, kept).with({ completed });
  return invalid.length === 0 ? failed : leavesInvalid(failed, invalid);
}

async function leftBehind({ client }: Run, pieces: Pieces): Promise<readonly string[]> {
  if (pieces.stage !== 'lone statement') return [];
  return findInvalidIndexes(client, pieces.text(pieces.at)).catch(() => []);
}

/** It commits in between, so that some of it may be done. */
function isSplit(statement: string): boolean {
  return /^(?:call|do)\b/i.test(statement);
}

async function withdraw({ withdraw }: Piecewise, run: Run): Promise<boolean> {
  if (withdraw.length === 0) return false;
  return persist(run, withdraw).then(
    () => true,
    () => false,
  );
}
