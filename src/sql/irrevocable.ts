import type { Engine } from '../core/engine.ts';
import { SqlReader } from './reader.ts';
import type { Fragment } from './split.ts';

/** What a statement does reaches beyond the database, as far as its text shows: no rollback takes it back. */
export function isIrrevocable(sql: string, statement: Fragment, engine: Engine): boolean {
  const [first, second] = statement.words;
  if (engine === 'sqlite') {
    return first === 'attach' || (first === 'vacuum' && statement.words.includes('into'));
  }
  if (first === 'copy') return leavesTheServer(new SqlReader(sql, statement, engine));
  if (first === 'alter' && second === 'system') return true;
  return callsOutside(new SqlReader(sql, statement, engine));
}

/** To a program or a file; what is read from one stays as it is. */
function leavesTheServer(reader: SqlReader): boolean {
  while (reader.skipTo('to', 'from')) {
    const direction = reader.take()?.text;
    if (reader.is('program')) return true;
    if (direction === 'to' && reader.token?.kind === 'quoted') return true;
  }
  return false;
}

const OUTSIDE = new Set([
  ...['lo_export', 'pg_file_write', 'pg_file_rename', 'pg_file_unlink', 'pg_file_sync'],
  ...['pg_cancel_backend', 'pg_terminate_backend', 'pg_reload_conf', 'pg_rotate_logfile'],
  ...['pg_promote', 'pg_switch_wal', 'pg_create_restore_point', 'pg_stat_reset'],
]);

function callsOutside(reader: SqlReader): boolean {
  for (let token = reader.take(); token !== null; token = reader.take()) {
    const { text, kind } = token;
    if (kind === 'word' && (OUTSIDE.has(text) || text.startsWith('dblink')) && reader.is('(')) {
      return true;
    }
  }
  return false;
}
