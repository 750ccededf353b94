import type { Guard } from '../../core/engine.ts';
import { quoteTable, type Statement, type TableName } from '../../core/statement.ts';
import { overtaken } from '../database.ts';
import type { Session } from './driver.ts';
import type { WhenFree } from './patience.ts';

/**
 * All in one transaction of their own, if the guards find what they expect.
 *
 * @throws SqliteError, ScriptError `overtaken`; then nothing of them is kept
 */
export async function inOneTransaction(
  session: Session,
  whenFree: WhenFree,
  statements: readonly Statement[],
  guards: readonly Guard[] = [],
): Promise<void> {
  if (statements.length === 0) return;
  await begin(session, whenFree);
  try {
    for (const guard of guards) lookAgain(session, guard);
    for (const statement of statements) session.all(statement);
    await commit(session, whenFree);
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

/** Takes SQLite's write lock. */
export function begin(session: Session, whenFree: WhenFree): Promise<void> {
  return whenFree(() => {
    session.exec('BEGIN IMMEDIATE');
  });
}

/** Where another process is reading, the transaction stays as it is, and nobody else begins to read. */
export function commit(session: Session, whenFree: WhenFree): Promise<void> {
  return whenFree(() => {
    session.exec('COMMIT');
  });
}

export async function dropIfEmpty(
  session: Session,
  whenFree: WhenFree,
  table: TableName,
): Promise<void> {
  await begin(session, whenFree);
  try {
    if (isThere(session, table)) {
      const name = quoteTable(table);
      const rows = session.all({ sql: `SELECT 1 FROM ${name} LIMIT 1`, values: [] });
      if (rows.length === 0) session.exec(`DROP TABLE ${name}`);
    }
    await commit(session, whenFree);
  } catch (error) {
    rollBack(session);
    throw error;
  }
}

function isThere(session: Session, { schema, name }: TableName): boolean {
  const sql = 'SELECT 1 FROM pragma_table_list WHERE schema = $1 AND name = $2';
  return session.all({ sql, values: [schema ?? 'main', name] }).length > 0;
}
