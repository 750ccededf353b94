import * as l10n from '@vscode/l10n';
import { ScriptError } from '../database.ts';
import { SqliteError, type Session } from './driver.ts';
import { added, describe, violations, violationsIfKnown, type Violation } from './foreign-keys.ts';
import { nothingKept, type Script } from './script.ts';

/**
 * Where SQLite does not look after foreign keys, what a script breaks is found by this: what it
 * returns is to be called when the script is done, or about to commit; it looks once. What that
 * returns is to be called when the commit that followed has ended all of it: the next script of the
 * session need not look at what is there before it.
 */
export function violationCheck(session: Session, script: Script): (() => () => void) | null {
  const before = settledIn(session) ?? violationsIfKnown(session);
  if (before === null) return null;
  const completed = script.statements.length;
  let settle: (() => void) | null = null;
  return () => {
    if (settle !== null) return settle;
    const after = violationsOf(session, script);
    const stamp = stampOf(session);
    settle = () => settled.set(session, { stamp, violations: after });
    const broken = added(before, after);
    if (broken.length === 0) return settle;
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

/** All of a database is read to find them: with the last script of a session, for the next one, too. */
const settled = new WeakMap<
  Session,
  { readonly stamp: string; readonly violations: readonly Violation[] }
>();

/** Null where somebody, or we, may have changed something since. */
function settledIn(session: Session): readonly Violation[] | null {
  const known = settled.get(session);
  return known?.stamp === stampOf(session) ? known.violations : null;
}

/** The same as long as others commit nothing and this session changes neither rows nor schema. */
function stampOf(session: Session): string {
  const [row] = session.all({
    sql: `SELECT data_version, schema_version, total_changes() AS changes
      FROM pragma_data_version, pragma_schema_version`,
    values: [],
  });
  return [row?.data_version, row?.schema_version, row?.changes].join(' ');
}

function violationsOf(session: Session, script: Script): readonly Violation[] {
  try {
    return violations(session);
  } catch (error) {
    if (!(error instanceof SqliteError)) throw error;
    throw script.failure(error, { completed: script.statements.length, kept: 'nothing' });
  }
}
