import assert from 'node:assert/strict';
import { rmSync } from 'node:fs';
import { join } from 'node:path';
import { Client, DatabaseError } from 'pg';
import { eventually } from '../support/eventually.ts';
import { temporaryFolder } from '../support/temporary-folder.ts';
import {
  HISTORY_TABLES,
  PROGRESS_TABLE,
  progressOf,
  SELECT_PROGRESS,
  type HistoryRow,
  type ProgressRow,
} from './history-rows.ts';
import { groundwork, writeFiles, type Changes } from './migration-set.ts';
import type { RestorableScene } from './scene.ts';
import type { Snapshot } from './truth.ts';

const LOCK_NOT_AVAILABLE = '55P03';

export interface PostgresAddress {
  readonly host: string;
  readonly port: number;
  readonly user: string;
  readonly password: string;
}

/** A database of its own on a server. */
export class PostgresScene implements RestorableScene {
  readonly changes: Changes;
  readonly folder = temporaryFolder('reliability');
  readonly database: string;
  readonly #server: PostgresAddress;

  /** Where runners get in: the server's own port, or that of a door before it. */
  readonly port: number;

  constructor(
    server: PostgresAddress,
    database: string,
    changes: Changes,
    { port = server.port } = {},
  ) {
    this.#server = server;
    this.port = port;
    this.database = database;
    this.changes = changes;
    writeFiles(this.folder, changes);
  }

  get url(): string {
    return this.urlAt(this.port);
  }

  urlAt(port: number): string {
    const { host, user, password } = this.#server;
    return `postgres://${user}:${password}@${host}:${port}/${this.database}`;
  }

  readonly newOnesStay = true;

  get confirmation(): string {
    return this.database;
  }

  async renew(): Promise<void> {
    rmSync(join(this.folder, 'backups'), { recursive: true, force: true });
    await this.#on('postgres', async (client) => {
      await client.query(`DROP DATABASE IF EXISTS ${this.database} WITH (FORCE)`);
      await client.query(`CREATE DATABASE ${this.database}`);
    });
    await this.#on(this.database, async (client) => {
      await client.query(groundwork('postgres', this.changes).join(';'));
    });
  }

  async load(bytes: number): Promise<void> {
    await this.#on(this.database, (client) =>
      client.query(`CREATE TABLE ballast AS
        SELECT md5(n::text) AS data FROM generate_series(1, ${Math.ceil(bytes / 32)}) n`),
    );
  }

  settled(): Promise<void> {
    return eventually(async () => {
      const others = await this.#on('postgres', (client) =>
        client.query('SELECT pid FROM pg_stat_activity WHERE datname = $1', [this.database]),
      );
      assert.deepEqual(others.rows, []);
    });
  }

  look(): Promise<Snapshot> {
    return this.#on(this.database, async (client) => {
      await client.query('BEGIN ISOLATION LEVEL REPEATABLE READ, READ ONLY');
      const all = async <T>(sql: string): Promise<T[]> => (await client.query(sql)).rows as T[];
      // The catalogue as a table: other ways to ask it would see past this transaction's snapshot.
      const relations = await all<{ name: string; sound: boolean }>(`
        SELECT c.relname AS name, coalesce(i.indisvalid AND i.indisready, true) AS sound
        FROM pg_class c JOIN pg_namespace n ON n.oid = c.relnamespace
        LEFT JOIN pg_index i ON i.indexrelid = c.oid WHERE n.nspname = 'public'`);
      const isThere = (table: string): boolean => relations.some(({ name }) => name === table);
      const history = HISTORY_TABLES[this.changes.kind];
      return {
        trace: await all('SELECT migration, direction, place FROM trace ORDER BY id'),
        counters: await all('SELECT migration, direction, n FROM counter'),
        objects: new Set(relations.filter(({ sound }) => sound).map(({ name }) => name)),
        history: new Map(
          isThere(history.name)
            ? (await all<HistoryRow>(history.select)).map((row) => [row.version, row.outcome])
            : [],
        ),
        progress: new Map(
          isThere(PROGRESS_TABLE)
            ? (await all<ProgressRow>(SELECT_PROGRESS)).map((row) => [row.version, progressOf(row)])
            : [],
        ),
      };
    });
  }

  describe(): Promise<string> {
    return this.#on(this.database, async (client) => {
      const { rows } = await client.query<{ line: string }>(`
        SELECT format('%s %s %s %s', c.relkind, c.relname,
          (SELECT string_agg(format('%s %s', attname, format_type(atttypid, atttypmod)), ', '
            ORDER BY attnum) FROM pg_attribute WHERE attrelid = c.oid AND attnum > 0
            AND NOT attisdropped),
          (SELECT format('%s %s', indisvalid, pg_get_indexdef(c.oid)) FROM pg_index
            WHERE indexrelid = c.oid)) AS line
        FROM pg_class c JOIN pg_namespace n ON n.oid = c.relnamespace
        WHERE n.nspname = 'public' AND c.relkind <> 't' ORDER BY c.relname`);
      return rows.map(({ line }) => line).join('\n');
    });
  }

  /** Ends the sessions of whoever applies here. @returns how many there were */
  terminate(): Promise<number> {
    return this.#on('postgres', async (client) => {
      const { rowCount } = await client.query(
        'SELECT pg_terminate_backend(pid) FROM pg_stat_activity WHERE datname = $1',
        [this.database],
      );
      return rowCount ?? 0;
    });
  }

  /**
   * As if time had passed: whoever had the lease is taken for gone. One who is in the middle of a
   * commit keeps it, since nobody else gets at the row meanwhile.
   */
  expireLease(): Promise<void> {
    return this.#on(this.database, async (client) => {
      await client.query(`SET lock_timeout = '500ms'`);
      const { rows } = await client.query<{ lease: string | null }>(
        `SELECT to_regclass('public._strata_lock')::text AS lease`,
      );
      if (!rows[0]?.lease) return;
      await client.query('UPDATE _strata_lock SET expires = now()').catch((error: unknown) => {
        if (!(error instanceof DatabaseError && error.code === LOCK_NOT_AVAILABLE)) throw error;
      });
    });
  }

  async #on<T>(database: string, work: (client: Client) => Promise<T>): Promise<T> {
    const client = new Client({ ...this.#server, database });
    client.on('error', () => undefined);
    await client.connect();
    try {
      return await work(client);
    } finally {
      await client.end();
    }
  }
}
