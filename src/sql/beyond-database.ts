import * as l10n from '@vscode/l10n';
import type { TextRange } from '../core/problem.ts';
import { isQuotedName } from './lexer.ts';
import { SqlReader, type SqlToken } from './reader.ts';
import { split, type Fragment } from './split.ts';

/** A statement whose work does not stay within its database, or that no transaction takes back. */
export interface Beyond {
  /** In UTF-16 units of the script. */
  readonly statement: TextRange;
  readonly reach: Reach;
  /** Why it is not run on a shadow, in words. */
  readonly because: string;
}

/**
 * The statements of a script for PostgreSQL that reach beyond their database, as far as their text
 * tells: a function that is called may do anything.
 *
 * @param transactional in a transaction, whether a DO block has changed roles is looked up before
 *   that is kept
 */
export function beyondDatabase(sql: string, transactional: boolean): readonly Beyond[] {
  return split(sql, 'postgres').flatMap((fragment) => {
    const reach = reachOf(sql, fragment, transactional);
    const { start, end } = fragment;
    return reach === null ? [] : [{ statement: { start, end }, reach, because: inWords(reach) }];
  });
}

export type Reach = 'roles' | 'server' | 'files' | 'elsewhere' | 'one database' | 'two phases';

function inWords(reach: Reach): string {
  switch (reach) {
    case 'roles':
      return l10n.t('it changes roles or their memberships, which are the whole server’s');
    case 'server':
      return l10n.t('it changes what is the whole server’s, or other sessions');
    case 'files':
      return l10n.t('it reads or writes files of the server, or starts a program there');
    case 'elsewhere':
      return l10n.t('it leads to another database or another server');
    case 'one database':
      return l10n.t('this extension can be in one database of a server only');
    case 'two phases':
      return l10n.t('it leaves a transaction behind that outlives the session');
  }
}

function reachOf(sql: string, fragment: Fragment, transactional: boolean): Reach | null {
  const reader = new SqlReader(sql, fragment, 'postgres');
  return reachOfForm(reader, fragment) ?? reachOfTokens(reader.within(fragment), transactional);
}

const ROLES = ['role', 'user', 'group'];
const SERVERS_OWN = ['database', 'tablespace'];

/** By the words that it begins with. */
function reachOfForm(reader: SqlReader, { words }: Fragment): Reach | null {
  const [verb = '', second = '', third = ''] = words;
  switch (verb) {
    case 'create':
    case 'alter':
    case 'drop':
      return reachOfDefinition(verb, second, third, words);
    case 'reassign':
      return 'roles';
    case 'grant':
    case 'revoke':
      return reachOfGrant(reader);
    case 'comment':
    case 'security':
      reader.skipTo('on');
      reader.take();
      if (ROLES.some((word) => reader.is(word))) return 'roles';
      return SERVERS_OWN.some((word) => reader.is(word)) ? 'server' : null;
    case 'copy':
      return copiesElsewhere(reader) ? 'files' : null;
    case 'load':
      return 'files';
    case 'checkpoint':
      return 'server';
    case 'import':
      return 'elsewhere';
    case 'prepare':
      return second === 'transaction' ? 'two phases' : null;
    case 'commit':
    case 'rollback':
      return second === 'prepared' ? 'two phases' : null;
    default:
      return null;
  }
}

function reachOfDefinition(
  verb: string,
  second: string,
  third: string,
  words: readonly string[],
): Reach | null {
  if (ROLES.includes(second) && third !== 'mapping') return 'roles';
  if (SERVERS_OWN.includes(second) || (verb === 'alter' && second === 'system')) return 'server';
  if (verb === 'drop' && second === 'owned') return 'roles';
  if (second === 'subscription' || second === 'server') return 'elsewhere';
  const isLoneExtension = second === 'extension' && words.some((word) => LONE_EXTENSIONS.has(word));
  return isLoneExtension ? 'one database' : null;
}

const LONE_EXTENSIONS = new Set(['pg_cron']);

/** `GRANT a TO b` is about roles, `GRANT … ON …` about the object that it names. */
function reachOfGrant(reader: SqlReader): Reach | null {
  if (!reader.skipTo('on', 'to', 'from') || !reader.accept('on')) return 'roles';
  const isServers = [...SERVERS_OWN, 'parameter'].some((word) => reader.is(word));
  return isServers ? 'server' : null;
}

/** Anything but the client's own input and output. */
function copiesElsewhere(reader: SqlReader): boolean {
  reader.take();
  if (reader.group() === null) reader.name();
  reader.group();
  if (!reader.accept('from') && !reader.accept('to')) return false;
  return reader.is('program') || reader.token?.kind === 'quoted';
}

/** What it calls, and what a text in it would run. */
function reachOfTokens(reader: SqlReader, transactional: boolean): Reach | null {
  const isBlock = reader.is('do');
  const { start, end } = reader.rest;
  if (!isBlock && !MAY_CALL.test(reader.sql.slice(start, end))) return null;
  if (onlyDefines(reader)) return null;
  for (let token = reader.take(); token !== null; token = reader.take()) {
    if (token.kind === 'word' && reader.is('(')) {
      const reach = reachOfCall(token.text);
      if (reach !== null) return reach;
    }
    if (isBlock && isText(token)) {
      const reach = reachOfBlock(token.text, transactional);
      if (reach !== null) return reach;
    }
  }
  return null;
}

const DEFINITIONS = ['function', 'procedure', 'view', 'trigger', 'rule', 'policy'];

/** What it calls is called later, if ever. */
function onlyDefines(statement: SqlReader): boolean {
  const reader = statement.within(statement.rest);
  if (!reader.accept('create')) return false;
  reader.accept('or', 'replace');
  for (const word of ['temp', 'temporary', 'constraint', 'recursive']) reader.accept(word);
  return DEFINITIONS.some((word) => reader.is(word));
}

const CALLS: readonly (readonly [Reach, RegExp])[] = [
  [
    'elsewhere',
    /^(?:dblink(?:_connect(?:_u)?|_exec|_open|_fetch|_send_query|_get_\w+)?|http(?:_(?:get|post|put|patch|delete|head))?)$/,
  ],
  [
    'files',
    /^(?:lo_import|lo_export|pg_read_(?:binary_)?file|pg_ls_\w+|pg_stat_file|pg_file_\w+|pg_logdir_ls|query_(?:export|load)_\w+|table_import_from_s3)$/,
  ],
  [
    'server',
    /^pg_(?:terminate_backend|cancel_backend|reload_conf|rotate_logfile\w*|promote|switch_wal|create_restore_point|backup_(?:start|stop)|(?:start|stop)_backup|wal_replay_\w+|create_\w+_replication_slot|copy_\w+_replication_slot|drop_replication_slot|replication_\w+|stat_reset_\w+|log_backend_memory_contexts|log_standby_snapshot)$/,
  ],
];

/** Without any of these, reading word by word is spared. */
const MAY_CALL = /\b(?:dblink|http|lo_|pg_|query_|table_import)/i;

function reachOfCall(name: string): Reach | null {
  return CALLS.find(([, pattern]) => pattern.test(name))?.[0] ?? null;
}

const IN_BLOCK: readonly (readonly [Reach, RegExp])[] = [
  ['server', /\b(?:create|alter|drop)\s+(?:database|tablespace)\b|\balter\s+system\b/i],
  ['elsewhere', /\b(?:create|alter|drop)\s+(?:subscription|server)\b/i],
  ['files', /\bcopy\b[^;]{0,999}?\b(?:from|to)\s+(?:program\b|')|\bload\s+'/i],
];

const ROLES_IN_BLOCK = /\b(?:create|alter|drop)\s+(?:role|user(?!\s+mapping)|group)\b/i;

function reachOfBlock(text: string, transactional: boolean): Reach | null {
  if (!transactional && ROLES_IN_BLOCK.test(text)) return 'roles';
  for (const [call] of text.matchAll(/\w+(?=\s*\()/g)) {
    const reach = reachOfCall(call.toLowerCase());
    if (reach !== null) return reach;
  }
  return IN_BLOCK.find(([, pattern]) => pattern.test(text))?.[0] ?? null;
}

function isText({ kind, text }: SqlToken): boolean {
  return kind === 'quoted' && !isQuotedName(text);
}
