import * as l10n from '@vscode/l10n';
import type { Guard, Unit } from '../../core/engine.ts';
import { overtaken, ScriptError } from '../database.ts';
import { isBusy, SqliteError, type Session } from './driver.ts';
import { areEnforced, describe, leadingSwitches, violationsIfKnown } from './foreign-keys.ts';
import type { WhenFree } from './patience.ts';
import { nothingKept, type Script } from './script.ts';
import { begin, commit, rollBack } from './transaction.ts';
import { violationCheck } from './violation-check.ts';
import { setForeignKeys } from './writing.ts';

/**
 * Script and record, whole or not at all.
 *
 * @param foreignKeys what the session does with them, before and after
 * @throws ScriptError; SqliteError when the file is busy
 */
export async function runInTransaction(
  session: Session,
  whenFree: WhenFree,
  script: Script,
  { guard, record }: Unit & { transactional: true },
  foreignKeys: boolean,
): Promise<void> {
  const switches = leadingSwitches(script);
  const isSwitched = switches.length > 0;
  try {
    for (const pragma of switches) script.step(session, pragma, { completed: 0, kept: 'nothing' });
    await begin(session, whenFree);
    try {
      if (guard) lookAgain(session, script, guard);
      const enforced = isSwitched ? areEnforced(session) : foreignKeys;
      const check = enforced ? null : violationCheck(session, script);
      for (const [completed, statement] of script.statements.entries()) {
        if (switches.includes(statement)) continue;
        script.step(session, statement, { completed, kept: 'nothing' });
        if (!session.inTransaction) throw endedByItself(script, completed);
      }
      const completed = script.statements.length;
      script.record(session, record, { completed, kept: 'nothing' });
      const settle = check?.();
      await commitScript(session, whenFree, script);
      settle?.();
    } catch (error) {
      throw rolledBack(session, error);
    }
  } finally {
    if (isSwitched) setForeignKeys(session, foreignKeys);
  }
}

/** SQLite's write lock is taken: what is true now stays so. */
function lookAgain(session: Session, script: Script, { lock, check, expects }: Guard): void {
  const nothing = { completed: 0, kept: 'nothing' } as const;
  script.record(session, lock, nothing);
  const rows = script.ask(session, check, nothing);
  if (rows.length > 0 !== (expects === 'row')) throw overtaken();
}

/** @throws ScriptError where a constraint that was deferred is broken */
export async function commitScript(
  session: Session,
  whenFree: WhenFree,
  script: Script,
): Promise<void> {
  try {
    await commit(session, whenFree);
  } catch (error) {
    // Another process is reading: as with any lock, nothing of the script is to blame.
    if (!(error instanceof SqliteError) || isBusy(error)) throw error;
    const broken = (session.inTransaction ? violationsIfKnown(session) : null) ?? [];
    throw script.failure(error, {
      completed: script.statements.length,
      detail: broken.length > 0 ? describe(broken) : null,
      kept: session.inTransaction ? 'nothing' : 'unknown',
    });
  }
}

/** The planner refuses such scripts; should one get here, it must not be taken for applied. */
function endedByItself(script: Script, completed: number): ScriptError {
  const statement = script.statements[completed];
  const undone = statement?.words[0] === 'rollback';
  return new ScriptError({
    ...nothingKept,
    message: l10n.t(
      'The script ends the transaction by itself ({0}).',
      statement ? script.text(statement) : '',
    ),
    hint: l10n.t(
      'Leave BEGIN, COMMIT and ROLLBACK out of the file: a migration is one transaction.',
    ),
    statement: statement ? { start: statement.start, end: statement.end } : null,
    completed,
    kept: undone ? 'nothing' : 'completed',
  });
}

function rolledBack(session: Session, error: unknown): unknown {
  try {
    rollBack(session);
    return error;
  } catch (failed) {
    if (!(error instanceof ScriptError)) return error;
    return new ScriptError({ ...error.failure, kept: 'unknown' }, failed);
  }
}
