import type { Client } from 'pg';
import { StrataError } from '../../../core/errors.ts';
import { PROGRESS_TABLE } from '../../../core/own-tables.ts';
import { quoteIdentifier, type TableName } from '../../../core/statement.ts';
import type { Schema } from '../../../schema/schema.ts';
import { ScriptError } from '../../database.ts';
import type { Rehearsal, RehearsalWork } from '../../rehearsal.ts';
import type { ShadowSettings } from '../../shadow.ts';
import type { PostgresTarget } from '../../target.ts';
import { applyPiecewise } from '../apply-piecewise.ts';
import { applyWhole } from '../apply-whole.ts';
import { asConnectError } from '../connect-error.ts';
import { cancelled } from '../../cancelled.ts';
import { closeClient } from '../client.ts';
import { FREE } from '../held.ts';
import { interruptOn } from '../interruption.ts';
import { rehearse } from '../rehearse.ts';
import type { Run } from '../run.ts';
import { endsSession, isServerError } from '../server-error.ts';
import { establish, examineSession, type Session } from '../session.ts';
import { discardAllElse, readAgain } from './schema-reading.ts';

interface Limits {
  readonly signal: AbortSignal;
  /** In milliseconds, for each statement; null: none. */
  readonly timeout: number | null;
}

export interface Application extends Limits {
  readonly sql: string;
  readonly transactional: boolean;
  /** How many of its statements are done already; without a transaction only. */
  readonly from: number;
  /** What becomes of its transaction, if it has one. */
  readonly end: (client: Client) => Promise<void>;
}

export interface ScratchDatabase {
  readonly name: string;
  readonly target: PostgresTarget;
  /** A session that interrupts what does not end; null: the connection is dropped for that. */
  readonly helper: Client | null;
}

/** A session on a scratch database, as the tool's own would be. */
export class ScratchSession {
  readonly client: Client;
  readonly database: string;
  readonly #session: Session;
  readonly #helper: Client | null;
  readonly #record: ShadowSettings['record'];
  readonly #advance: ShadowSettings['advance'];
  /** Where progress is written down; null: not known. */
  #schema: string | null = null;
  #isLost = false;

  private constructor(
    client: Client,
    session: Session,
    { name, helper, record, advance }: ScratchDatabase & Pick<ShadowSettings, 'record' | 'advance'>,
  ) {
    this.client = client;
    this.database = name;
    this.#session = session;
    this.#helper = helper;
    this.#record = record;
    this.#advance = advance;
    client.on('end', () => {
      this.#isLost = true;
    });
  }

  /** @throws StrataError `connect`, `cancelled` */
  static async begin(
    client: Client,
    database: ScratchDatabase,
    { fixedTimes, record, advance }: ShadowSettings,
    signal: AbortSignal | undefined,
  ): Promise<ScratchSession> {
    const { target } = database;
    try {
      const session = await examineSession(client, target, { mode: 'write', fixedTimes });
      const established = await establish(client, session);
      return new ScratchSession(client, established, { ...database, record, advance });
    } catch (error) {
      await closeClient(client);
      throw signal?.aborted ? cancelled() : asConnectError(error, target);
    }
  }

  get isLost(): boolean {
    return this.#isLost;
  }

  /** The same way as a migration is applied. @throws as `Connection.run` does */
  async apply({ sql, transactional, from, end, signal, timeout }: Application): Promise<void> {
    const history = { script: sql, record: this.#record };
    await this.#underWay({ signal, timeout }, async (run) => {
      await (transactional
        ? applyWhole({ ...history, transactional }, run, end)
        : applyPiecewise(
            {
              ...{ ...history, transactional, from, intent: [], withdraw: [] },
              advance: this.#advance(await this.#progressSchema()),
            },
            run,
          ));
    });
  }

  rehearse(work: RehearsalWork, limits: Limits): Promise<Rehearsal> {
    return this.#underWay(limits, (run) => rehearse(work, run, (error) => error));
  }

  /** As it is in the transaction that is under way, if one is. */
  schema(without: readonly TableName[]): Promise<Schema> {
    return readAgain(this.client, this.#session.server.version, without);
  }

  /** Looked for before the first script, which may set a search_path. */
  async #progressSchema(): Promise<string | null> {
    this.#schema ??= await schemaOf(this.client, PROGRESS_TABLE);
    return this.#schema;
  }

  async #underWay<T>({ signal, timeout }: Limits, work: (run: Run) => Promise<T>): Promise<T> {
    const stopInterrupting = interruptOn(signal, this.client, this.#session.pid, this.#helper);
    try {
      return await work({
        client: this.client,
        session: { ...this.#session, timeouts: { lock: null, statement: timeout } },
        signal,
        stopInterrupting,
        exclusion: FREE,
        wholeTransactions: true,
        onWait: undefined,
      });
    } catch (error) {
      if (isOver(error)) this.#isLost = true;
      throw error;
    } finally {
      await stopInterrupting();
    }
  }

  /** Forgets all that a script has left in the session, so that the next one finds it as new. */
  async renew(): Promise<void> {
    await discardAllElse(this.client);
  }

  async close(): Promise<void> {
    await closeClient(this.client);
  }
}

/** Of a table that the search_path leads to; null: it leads to none. */
async function schemaOf(client: Client, table: string): Promise<string | null> {
  const { rows } = await client.query<{ schema: string }>(
    `SELECT n.nspname AS schema FROM pg_catalog.pg_class c
      JOIN pg_catalog.pg_namespace n ON n.oid = c.relnamespace
      WHERE c.oid = pg_catalog.to_regclass($1)`,
    [quoteIdentifier(table)],
  );
  return rows[0]?.schema ?? null;
}

/** The session has ended; the event that tells it may be still to come. */
export function isOver(error: unknown): boolean {
  const reason = error instanceof ScriptError ? error.cause : error;
  if (reason === undefined || reason instanceof StrataError) return false;
  return !isServerError(reason) || endsSession(reason);
}
