import type { Unit } from '../../core/engine.ts';
import type { TextRange } from '../../core/problem.ts';
import { split } from '../../sql/split.ts';
import { cancelled } from './client.ts';
import { openTransaction, recordFailure, scriptFailure } from './failure.ts';
import { goOn, type Run } from './run.ts';
import { ScriptMessage } from './script-message.ts';
import { resetSession } from './session.ts';
import { rollback, sendTogether } from './transaction.ts';

type Pieces = Extract<Unit, { transactional: false }>;

/**
 * Applies a script statement by statement, each in a transaction of its own, as
 * `CREATE INDEX CONCURRENTLY` and VACUUM need it.
 *
 * @returns the time from intent to record, in nanoseconds
 */
export async function applyPiecewise(unit: Pieces, run: Run): Promise<bigint> {
  const { client, session } = run;
  const started = process.hrtime.bigint();
  try {
    await client.query(resetSession(session));
    await sendTogether(client, unit.intent);
  } catch (error) {
    throw run.signal?.aborted ? cancelled() : recordFailure(error, 0, 'nothing');
  }
  const completed = await applyStatements(unit, run);
  // What has been done must now be recorded, whatever the user wishes.
  await run.stopInterrupting();
  try {
    await client.query(resetSession(session));
    await sendTogether(client, unit.record);
  } catch (error) {
    throw recordFailure(error, completed, 'completed');
  }
  return process.hrtime.bigint() - started;
}

/** @returns how many there were */
async function applyStatements(unit: Pieces, run: Run): Promise<number> {
  const { client } = run;
  const statements = split(unit.script, 'postgres');
  const tags: string[] = [];
  try {
    for (const { start, end } of statements) {
      goOn(run);
      const message = new ScriptMessage(unit.script.slice(start, end));
      await message.send(client);
      tags.push(...message.tags);
    }
  } catch (error) {
    throw await giveUp(unit, run, statements, tags, error);
  }
  if (client.getTransactionStatus() === 'I') return tags.length;
  await run.stopInterrupting();
  await rollback(client, resetSession(run.session));
  throw openTransaction(tags.length);
}

async function giveUp(
  unit: Pieces,
  run: Run,
  statements: readonly TextRange[],
  tags: readonly string[],
  error: unknown,
): Promise<Error> {
  await run.stopInterrupting();
  const isConnected = await rollback(run.client, resetSession(run.session));
  const completed = tags.length;
  const isWithdrawn = isConnected && completed === 0 && (await withdraw(unit, run));
  if (run.signal?.aborted) return cancelled();

  const failed = statements[completed];
  const progress = { script: unit.script, statements, completed, offset: failed?.start ?? 0 };
  // A BEGIN of the script's own takes back more than the statement that failed.
  const isClear = isConnected && !tags.includes('BEGIN');
  const kept = isWithdrawn ? 'nothing' : isClear ? 'completed' : 'unknown';
  return scriptFailure(error, progress, kept);
}

async function withdraw(unit: Pieces, { client }: Run): Promise<boolean> {
  return sendTogether(client, unit.withdraw).then(
    () => true,
    () => false,
  );
}
