import type { Refusal } from './protocol.ts';

/** In what a server differs from PostgreSQL. What is not said is as there. */
export interface Behaviour {
  /**
   * `real`; `stubs` that say yes to everybody; or an answer of its own.
   */
  readonly advisoryLocks: 'real' | 'stubs' | Refusal;
  /**
   * - `transactional`: as PostgreSQL's
   * - `checked-late`: an index or a constraint is built and checked after the commit only
   * - `commits-first`: what the transaction did before is committed, and the statement by itself
   * - `autonomous`: it is committed at once and by itself, the transaction around it goes on
   * - `alone`: a transaction may hold one such statement, and then nothing that writes rows
   */
  readonly ddl: 'transactional' | 'checked-late' | 'commits-first' | 'autonomous' | 'alone';
  /** Statements that are refused, by how they begin. */
  readonly refused: readonly (readonly [RegExp, Refusal])[];
  /** Statements that it has in other words than PostgreSQL, or that answer differently. */
  readonly translated: readonly (readonly [RegExp, string])[];
  /** Words of the conflicts that go with 40001. */
  readonly conflict: string;
}

const unsupported = (message: string): Refusal => ({ code: '0A000', message });
const locksEmpty = [/\bpg_catalog\.pg_locks\b/g, '(SELECT * FROM pg_catalog.pg_locks WHERE false)'];

const cockroach: Behaviour = {
  advisoryLocks: 'stubs',
  ddl: 'commits-first',
  refused: [
    [/^LOCK\b/i, { code: '42601', message: 'at or near "lock": syntax error' }],
    [
      /^RESET SESSION AUTHORIZATION\b/i,
      { code: '42601', message: 'at or near "authorization": syntax error' },
    ],
  ],
  translated: [locksEmpty as [RegExp, string]],
  conflict: 'restart transaction: TransactionRetryWithProtoRefreshError: TransactionRetryError',
};

const yugabyte: Behaviour = {
  advisoryLocks: {
    ...unsupported('advisory locks are not yet implemented'),
    hint: 'See https://github.com/yugabyte/yugabyte-db/issues/3642.',
  },
  ddl: 'autonomous',
  refused: [[/^LOCK\b/i, unsupported('SHARE ROW EXCLUSIVE not supported yet')]],
  translated: [],
  conflict: 'could not serialize access due to concurrent update',
};

const SETTINGS = 'search_path|datestyle|timezone|application_name|bytea_output|extra_float_digits';

/** As their documentation and their users say; docs/distributed.md names the sources. */
export const engines = {
  /** From 25.1 on, with `autocommit_before_ddl`. */
  cockroach,
  /** Before, or with that setting off. */
  'cockroach-24': { ...cockroach, ddl: 'checked-late' },
  /** Before 2025.1: neither advisory locks nor DDL in a transaction. */
  yugabyte,
  /** The error silenced, as its issue advises: the functions say yes to everybody. */
  'yugabyte-silenced': { ...yugabyte, advisoryLocks: 'stubs' },
  /** Advisory locks as PostgreSQL's, DDL still by itself. */
  'yugabyte-2025': { ...yugabyte, advisoryLocks: 'real', refused: [] },
  dsql: {
    advisoryLocks: unsupported('function pg_try_advisory_lock not supported'),
    ddl: 'alone',
    refused: [
      [/^LOCK\b/i, unsupported('unsupported statement: Lock')],
      [/^DO\b/i, unsupported('unsupported statement: Do')],
      [/^TRUNCATE\b/i, unsupported('unsupported statement: Truncate')],
      [/^SAVEPOINT\b/i, unsupported('unsupported statement: Savepoint')],
      [/^VACUUM\b/i, unsupported('unsupported statement: Vacuum')],
      [/^CREATE\s+TEMP/i, unsupported('unsupported statement: Temporary table')],
      [
        /^CREATE\s+(?:UNIQUE\s+)?INDEX\s+(?!ASYNC\b)/i,
        unsupported('unsupported mode. please use CREATE INDEX ASYNC.'),
      ],
      [/^CREATE\s.*\bINDEX\s+ASYNC\b.*\b(?:ASC|DESC)\b/is, unsupported('unsupported index order')],
      [
        new RegExp(`^SET\\s+(?:SESSION\\s+|LOCAL\\s+)?(?!(?:${SETTINGS})\\b)`, 'i'),
        unsupported('setting configuration parameter not supported'),
      ],
      [/\bset_config\(/i, unsupported('function set_config not supported')],
      [/^RESET\b/i, unsupported('unsupported statement: VariableSet')],
    ],
    translated: [
      [/^((?:BEGIN|START\s+TRANSACTION)\b)/i, '$1 ISOLATION LEVEL REPEATABLE READ'],
      [/^(CREATE\s+(?:UNIQUE\s+)?INDEX)\s+ASYNC\b/i, '$1'],
      locksEmpty as [RegExp, string],
    ],
    conflict: 'change conflicts with another transaction, please retry: (OC000)',
  },
  /** PostgreSQL itself, of which Citus is an extension. */
  citus: {
    advisoryLocks: 'real',
    ddl: 'transactional',
    refused: [],
    translated: [],
    conflict: 'could not serialize access due to concurrent update',
  },
} as const satisfies Record<string, Behaviour>;

export type EngineName = keyof typeof engines;
