import assert from 'node:assert/strict';
import { createHash } from 'node:crypto';
import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import BetterSqlite3 from 'better-sqlite3';
import { Client } from 'pg';
import type { Bench } from '../cli/harness.ts';

interface Executed {
  readonly id: string;
  readonly checksum: string;
}

interface File {
  readonly id: string;
  readonly name: string;
  readonly up: string;
  readonly down: string;
}

/** Rows of a statement with parameters, and texts of several statements without. */
export interface Session {
  query(sql: string, ...values: readonly string[]): Promise<readonly Executed[]>;
  execute(sql: string): Promise<void>;
  end(): Promise<void>;
}

/**
 * The sections runner, as src/db/migrations/migration-runner.ts of jazzmind/agent-server does its
 * work; on SQLite, which it does not know, with nothing changed but the time's default. Nothing of
 * ours computes, writes or reads what these tests compare.
 */
export class Original {
  readonly #bench: Bench;
  readonly #folder: string;
  /** Others of its family record the whole hash. */
  readonly #digits: number;

  constructor(bench: Bench, folder: string, digits = 16) {
    this.#bench = bench;
    this.#folder = folder;
    this.#digits = digits;
  }

  async migrate(count = Infinity): Promise<void> {
    await this.#connected(async (session) => {
      const now = this.#bench.engine === 'postgres' ? 'NOW()' : 'CURRENT_TIMESTAMP';
      await session.execute(`
      CREATE TABLE IF NOT EXISTS schema_migrations (
        id VARCHAR(255) PRIMARY KEY,
        name VARCHAR(255) NOT NULL,
        executed_at TIMESTAMP DEFAULT ${now},
        checksum VARCHAR(64) NOT NULL
      );

      CREATE INDEX IF NOT EXISTS idx_schema_migrations_executed_at
      ON schema_migrations(executed_at);
    `);
      const executed = new Set((await executedBy(session)).map(({ id }) => id));
      const pending = this.#files().filter(({ id }) => !executed.has(id));
      for (const file of pending.slice(0, count)) {
        await inTransaction(session, () => this.apply(session, file.id));
      }
    });
  }

  /** One migration in a transaction that is the caller's to end. */
  async apply(session: Session, wanted: string): Promise<void> {
    const file = this.#files().find(({ id }) => id === wanted);
    assert.ok(file);
    const { id, name, up } = file;
    await session.execute(up);
    await session.query(
      'INSERT INTO schema_migrations (id, name, checksum) VALUES ($1, $2, $3)',
      ...[id, name, this.#checksum(up)],
    );
  }

  async rollback(steps: number): Promise<void> {
    const files = new Map(this.#files().map((file) => [file.id, file]));
    await this.#connected(async (session) => {
      const last = (await executedBy(session)).slice(-steps).reverse();
      for (const { id } of last) {
        const down = files.get(id)?.down ?? '';
        if (down === '') continue;
        await inTransaction(session, async () => {
          await session.execute(down);
          await session.query('DELETE FROM schema_migrations WHERE id = $1', id);
        });
      }
    });
  }

  async validate(): Promise<boolean> {
    const files = new Map(this.#files().map((file) => [file.id, file]));
    return this.#connected(async (session) =>
      (await executedBy(session)).every(
        ({ id, checksum }) => this.#checksum(files.get(id)?.up ?? '') === checksum,
      ),
    );
  }

  /** A session of the runner's own, to be ended. */
  async session(): Promise<Session> {
    return this.#bench.engine === 'postgres'
      ? await postgresSession(this.#bench.url)
      : sqliteSession(this.#bench.url.slice('sqlite:'.length));
  }

  async #connected<T>(work: (session: Session) => Promise<T>): Promise<T> {
    const session = await this.session();
    try {
      return await work(session);
    } finally {
      await session.end();
    }
  }

  #files(): readonly File[] {
    return readdirSync(this.#folder)
      .filter((file) => file.endsWith('.sql'))
      .sort()
      .map((file) => {
        const content = readFileSync(join(this.#folder, file), 'utf8');
        const parts = content.split('-- DOWN');
        const [, timestamp = '', name = ''] = /^(\d{14})_(.+)\.sql$/.exec(file) ?? [];
        return {
          id: `${timestamp}_${name}`,
          name: name.replace(/_/g, ' '),
          up: (parts[0] ?? '').replace('-- UP', '').trim(),
          down: parts[1]?.trim() ?? '',
        };
      });
  }

  #checksum(content: string): string {
    return createHash('sha256').update(content).digest('hex').substring(0, this.#digits);
  }
}

export async function inTransaction(session: Session, work: () => Promise<void>): Promise<void> {
  await session.execute('BEGIN');
  try {
    await work();
    await session.execute('COMMIT');
  } catch (error) {
    await session.execute('ROLLBACK');
    throw error;
  }
}

function executedBy(session: Session): Promise<readonly Executed[]> {
  return session.query('SELECT * FROM schema_migrations ORDER BY executed_at ASC');
}

async function postgresSession(url: string): Promise<Session> {
  const client = new Client({ connectionString: url });
  await client.connect();
  return {
    query: async (sql, ...values) => (await client.query<Executed>(sql, [...values])).rows,
    execute: async (sql) => {
      await client.query(sql);
    },
    end: () => client.end(),
  };
}

function sqliteSession(file: string): Session {
  const database = new BetterSqlite3(file);
  return {
    query: (sql, ...values) => {
      const statement = database.prepare<unknown[], Executed>(sql.replaceAll(/\$\d/g, '?'));
      if (statement.reader) return Promise.resolve(statement.all(...values));
      statement.run(...values);
      return Promise.resolve([]);
    },
    execute: (sql) => {
      database.exec(sql);
      return Promise.resolve();
    },
    end: () => {
      database.close();
      return Promise.resolve();
    },
  };
}
