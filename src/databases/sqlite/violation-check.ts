import * as l10n from '@vscode/l10n';
import { ScriptError } from '../database.ts';
import { SqliteError, type Session } from './driver.ts';
import { added, describe, violations, violationsIfKnown, type Violation } from './foreign-keys.ts';
import { nothingKept, type Script } from './script.ts';

/**
 * Where SQLite does not look after foreign keys, what a script breaks is found by this: what it
 * returns is to be called when the script is done, or about to commit; it looks once.
 */
export function violationCheck(session: Session, script: Script): (() => void) | null {
  const before = violationsIfKnown(session);
  if (before === null) return null;
  const completed = script.statements.length;
  let isDone = false;
  return () => {
    if (isDone) return;
    isDone = true;
    const broken = added(before, violationsOf(session, script));
    if (broken.length === 0) return;
    throw new ScriptError({
      ...nothingKept,
      message: l10n.t(
        'FOREIGN KEY constraint failed: rows would be left without the row they refer to.',
      ),
      code: 'SQLITE_CONSTRAINT_FOREIGNKEY',
      detail: describe(broken),
      completed,
    });
  };
}

function violationsOf(session: Session, script: Script): readonly Violation[] {
  try {
    return violations(session);
  } catch (error) {
    if (!(error instanceof SqliteError)) throw error;
    throw script.failure(error, { completed: script.statements.length, kept: 'nothing' });
  }
}
