import { randomBytes } from 'node:crypto';
import type { Client, QueryResult } from 'pg';
import { quoteTable, quoteIdentifier } from '../../core/statement.ts';
import { quoteLiteral } from './literal.ts';
import { isServerError } from './server-error.ts';
import { rollback } from './transaction.ts';

/** How a server carries out what a migration is made of; what it calls itself says too little. */
export interface Behaviour {
  /** What a transaction changes, in rows and in the schema, is kept as one or not at all. */
  readonly wholeTransactions: boolean;
  /** `LOCK TABLE` is understood. */
  readonly tableLocks: boolean;
}

/**
 * Tries it out, and leaves nothing: in a scratch schema, or among the session's own tables where
 * this role may make no schema. One message that is taken back does for PostgreSQL; only who does
 * not pass, or whose advisory locks are none, is asked question by question.
 */
export async function tryOut(client: Client, hasAdvisoryLocks: boolean): Promise<Behaviour> {
  for (const schema of [scratchName(), null]) {
    const scratch = new Scratch(client, schema);
    const answer = await scratch.passesAtOnce();
    if (answer === 'forbidden') continue;
    if (answer === 'yes' && hasAdvisoryLocks) return { wholeTransactions: true, tableLocks: true };
    try {
      const examined = await scratch.examine();
      if (examined !== null) return examined;
    } finally {
      await scratch.clear();
    }
  }
  // Who can make no table can try nothing: what is known of the locks then stands for the rest.
  return { wholeTransactions: hasAdvisoryLocks, tableLocks: hasAdvisoryLocks };
}

type Answer = 'yes' | 'no' | 'forbidden';

class Scratch {
  readonly #client: Client;
  readonly #schema: string | null;
  readonly #tables: readonly [string, string, string];

  constructor(client: Client, schema: string | null) {
    const table = schema === null ? scratchName() : 'probe';
    const named = (suffix: string) => quoteTable({ schema, name: `${table}${suffix}` });
    this.#client = client;
    this.#schema = schema;
    this.#tables = [named(''), named('_2'), named('_3')];
  }

  async passesAtOnce(): Promise<Answer> {
    const [rows, second] = this.#tables;
    return this.#ask([
      'BEGIN',
      ...this.#makeSchema(),
      `CREATE TABLE ${rows} (x integer)`,
      `CREATE TABLE ${second} (x integer)`,
      `INSERT INTO ${rows} VALUES (1)`,
      lock(rows),
      'ROLLBACK',
      this.#isGone(rows),
    ]);
  }

  /** @returns null where nothing can be made here, for whatever reason */
  async examine(): Promise<Behaviour | null> {
    const [rows, second, third] = this.#tables;
    for (const statement of [
      ...this.#makeSchema('IF NOT EXISTS'),
      `CREATE TABLE IF NOT EXISTS ${rows} (x integer)`,
      `INSERT INTO ${rows} VALUES (1), (1)`,
    ]) {
      if ((await this.#ask([statement])) !== 'yes') return null;
    }
    const isWhole = await this.#ask([
      ...['BEGIN', `CREATE TABLE ${second} (x integer)`, `INSERT INTO ${rows} VALUES (2)`],
      ...[`CREATE TABLE ${third} (x integer)`, 'ROLLBACK', this.#isGone(second)],
    ]);
    // Rows that are twice there are found by the statement itself, or after the commit: too late.
    const isLate = await this.#ask(['BEGIN', `CREATE UNIQUE INDEX ON ${rows} (x)`]);
    return {
      wholeTransactions: isWhole === 'yes' && isLate !== 'yes',
      tableLocks: (await this.#ask(['BEGIN', lock(rows)])) === 'yes',
    };
  }

  /** What did not let itself be taken back. */
  async clear(): Promise<void> {
    for (const table of this.#tables) await this.#ask([`DROP TABLE IF EXISTS ${table}`]);
    if (this.#schema === null) return;
    await this.#ask([`DROP SCHEMA IF EXISTS ${quoteIdentifier(this.#schema)}`]);
  }

  #makeSchema(unless = ''): readonly string[] {
    return this.#schema === null
      ? []
      : [`CREATE SCHEMA ${unless} ${quoteIdentifier(this.#schema)}`];
  }

  #isGone(table: string): string {
    return `SELECT pg_catalog.to_regclass(${quoteLiteral(table)}) IS NULL AS gone`;
  }

  /** One message; leaves whatever transaction it has begun. */
  async #ask(statements: readonly string[]): Promise<Answer> {
    for (let attempt = 1; ; attempt++) {
      try {
        const answer: unknown = await this.#client.query(statements.join('; '));
        if (this.#client.getTransactionStatus() !== 'I') await rollback(this.#client);
        const results = [answer].flat() as QueryResult<{ gone?: boolean }>[];
        const gone = results.at(-1)?.rows[0]?.gone;
        return gone === false ? 'no' : 'yes';
      } catch (error) {
        // The server tells an error before it tells that the transaction is still open.
        await rollback(this.#client);
        if (!isServerError(error)) throw error;
        if (error.code === '42501') return 'forbidden';
        if (!/^4000[13]$/.test(error.code ?? '') || attempt === ATTEMPTS) return 'no';
      }
    }
  }
}

/** A conflict with others tells nothing of the server. */
const ATTEMPTS = 10;

function lock(table: string): string {
  return `LOCK TABLE ${table} IN SHARE ROW EXCLUSIVE MODE`;
}

function scratchName(): string {
  return `_strata_probe_${randomBytes(6).toString('hex')}`;
}
