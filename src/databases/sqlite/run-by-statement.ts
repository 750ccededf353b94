import * as l10n from '@vscode/l10n';
import { ScriptError, type ScriptFailure } from '../database.ts';
import { SqliteError, type Session } from './driver.ts';
import { switchesForeignKeys } from './foreign-keys.ts';
import { atOnce, type WhenFree } from './patience.ts';
import { Pieces, type Piecewise } from './pieces.ts';
import { nothingKept, type Script } from './script.ts';
import { inOneTransaction, rollBack } from './transaction.ts';
import { violationCheck } from './violation-check.ts';
import { setForeignKeys } from './writing.ts';

/**
 * Intent, then statement by statement, then the record.
 *
 * @param foreignKeys what the session does with them, before and after
 * @throws ScriptError; SqliteError when the file was busy before anything was done
 */
export async function runByStatement(
  session: Session,
  whenFree: WhenFree,
  script: Script,
  unit: Piecewise,
  foreignKeys: boolean,
): Promise<void> {
  const isWatched = foreignKeys && !switchesForeignKeys(script);
  await inOneTransaction(session, whenFree, unit.intent, unit.guard ? [unit.guard] : []);
  const check = isWatched ? null : violationCheck(session, script);
  const pieces = new Pieces(session, whenFree, script, unit, check);
  try {
    await pieces.carryOut();
    if (session.inTransaction) throw leftOpen(script, pieces);
    check?.();
    await inOneTransaction(session, whenFree, unit.record);
  } catch (error) {
    rollBack(session);
    throw await giveUp(session, script, unit, pieces, error);
  } finally {
    setForeignKeys(session, foreignKeys);
  }
}

async function giveUp(
  session: Session,
  script: Script,
  unit: Piecewise,
  pieces: Pieces,
  error: unknown,
): Promise<unknown> {
  const { completed } = pieces;
  if (completed === 0 && unit.withdraw.length > 0) {
    const failed = await inOneTransaction(session, atOnce, unit.withdraw).catch(asSqliteError);
    if (failed === undefined) return told(error, { completed, kept: 'nothing' });
    const detail = l10n.t(
      'The history still says that it was begun: that could not be taken back ({0}).',
      failed.message,
    );
    return told(error, { completed, kept: 'completed', detail });
  }
  if (pieces.isMarked) await pieces.advance(false, atOnce).catch(asSqliteError);
  const failed = error instanceof SqliteError ? script.failure(error, {}) : error;
  return told(failed, { completed, kept: 'completed' });
}

function asSqliteError(error: unknown): SqliteError {
  if (error instanceof SqliteError) return error;
  throw error;
}

function told(error: unknown, known: Partial<ScriptFailure>): unknown {
  return error instanceof ScriptError ? error.with(known) : error;
}

function leftOpen(script: Script, { completed }: Pieces): ScriptError {
  const begin = script.statements[completed];
  return new ScriptError({
    ...nothingKept,
    message: l10n.t('The script begins a transaction that it never commits.'),
    hint: l10n.t('Add COMMIT, or leave BEGIN out.'),
    statement: begin ? { start: begin.start, end: begin.end } : null,
  });
}
