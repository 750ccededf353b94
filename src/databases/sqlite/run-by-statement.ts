import * as l10n from '@vscode/l10n';
import type { Unit } from '../../core/engine.ts';
import { ScriptError, type ScriptFailure } from '../database.ts';
import { SqliteError, type Session } from './driver.ts';
import { nothingKept, type Script } from './script.ts';
import { inOneTransaction, rollBack } from './transaction.ts';
import { setForeignKeys } from './writing.ts';
import { areEnforced } from './foreign-keys.ts';

type Kept = Pick<ScriptFailure, 'completed' | 'kept'>;

/**
 * Intent, then each statement for itself, then the record. @throws ScriptError; SqliteError when
 * the file was busy before anything was done
 */
export function runByStatement(
  session: Session,
  script: Script,
  unit: Unit & { transactional: false },
): void {
  const enforced = areEnforced(session);
  inOneTransaction(session, unit.intent);
  let completed = 0;
  const kept = (): Kept => ({ completed, kept: completed === 0 ? 'nothing' : 'completed' });
  try {
    for (const [index, statement] of script.statements.entries()) {
      script.step(session, statement, kept());
      // What the script does in a transaction of its own stays when that is committed.
      if (!session.inTransaction) completed = index + 1;
    }
    if (session.inTransaction) throw leftOpen(script, kept());
    try {
      inOneTransaction(session, unit.record);
    } catch (error) {
      throw error instanceof SqliteError ? script.failure(error, kept()) : error;
    }
  } catch (error) {
    rollBack(session);
    throw completed === 0 ? withdrawn(session, unit, error) : error;
  } finally {
    setForeignKeys(session, enforced);
  }
}

function withdrawn(
  session: Session,
  unit: Unit & { transactional: false },
  error: unknown,
): unknown {
  try {
    inOneTransaction(session, unit.withdraw);
    return error;
  } catch (failed) {
    if (!(error instanceof ScriptError) || !(failed instanceof SqliteError)) throw failed;
    const detail = l10n.t(
      'The history still says that it was begun: that could not be taken back ({0}).',
      failed.message,
    );
    return new ScriptError({ ...error.failure, detail }, failed);
  }
}

function leftOpen(script: Script, kept: Kept): ScriptError {
  const begin = script.statements[kept.completed];
  return new ScriptError({
    ...nothingKept,
    ...kept,
    message: l10n.t('The script begins a transaction that it never commits.'),
    hint: l10n.t('Add COMMIT, or leave BEGIN out.'),
    statement: begin ? { start: begin.start, end: begin.end } : null,
  });
}
