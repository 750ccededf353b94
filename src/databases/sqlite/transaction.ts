import type { Guard } from '../../core/engine.ts';
import { quoteTable, type Statement, type TableName } from '../../core/statement.ts';
import { overtaken } from '../database.ts';
import type { Session } from './driver.ts';

/**
 * All in one transaction of their own, if the guards find what they expect.
 *
 * @throws SqliteError, ScriptError `overtaken`; then nothing of them is kept
 */
export function inOneTransaction(
  session: Session,
  statements: readonly Statement[],
  guards: readonly Guard[] = [],
): void {
  if (statements.length === 0) return;
  session.exec('BEGIN IMMEDIATE');
  try {
    for (const guard of guards) lookAgain(session, guard);
    for (const statement of statements) session.all(statement);
    session.exec('COMMIT');
  } catch (error) {
    rollBack(session);
    throw error;
  }
}

/** SQLite's write lock is taken, so that no other is needed: what is true now stays so. */
function lookAgain(session: Session, { check, expects }: Guard): void {
  if (session.all(check).length > 0 !== (expects === 'row')) throw overtaken();
}

/** Some errors have ended the transaction by themselves. */
export function rollBack(session: Session): void {
  if (session.inTransaction) session.exec('ROLLBACK');
}

export function dropIfEmpty(session: Session, table: TableName): void {
  const found = session.all({
    sql: 'SELECT 1 FROM pragma_table_list WHERE schema = $1 AND name = $2',
    values: [table.schema ?? 'main', table.name],
  });
  if (found.length === 0) return;
  const name = quoteTable(table);
  session.exec('BEGIN IMMEDIATE');
  try {
    const rows = session.all({ sql: `SELECT 1 FROM ${name} LIMIT 1`, values: [] });
    if (rows.length === 0) session.exec(`DROP TABLE ${name}`);
    session.exec('COMMIT');
  } catch (error) {
    rollBack(session);
    throw error;
  }
}
