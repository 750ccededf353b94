import type { Statement } from '../../core/statement.ts';
import type { Session } from './driver.ts';

/** All in one transaction of their own. @throws SqliteError; then nothing of them is kept */
export function inOneTransaction(session: Session, statements: readonly Statement[]): void {
  if (statements.length === 0) return;
  session.exec('BEGIN IMMEDIATE');
  try {
    for (const statement of statements) session.all(statement);
    session.exec('COMMIT');
  } catch (error) {
    rollBack(session);
    throw error;
  }
}

/** Some errors have ended the transaction by themselves. */
export function rollBack(session: Session): void {
  if (session.inTransaction) session.exec('ROLLBACK');
}
