import { rmSync } from 'node:fs';
import { watch } from 'node:fs/promises';
import { basename, join } from 'node:path';
import BetterSqlite3 from 'better-sqlite3';
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

/** A database file beside its project. */
export class SqliteScene implements RestorableScene {
  readonly changes: Changes;
  readonly folder: string;
  readonly path: string;
  readonly #journal: 'wal' | 'delete';

  constructor(
    changes: Changes,
    {
      journal,
      folder = temporaryFolder('reliability'),
    }: { journal: 'wal' | 'delete'; folder?: string | undefined },
  ) {
    this.changes = changes;
    this.folder = folder;
    this.path = join(folder, 'app.db');
    this.#journal = journal;
    writeFiles(folder, changes);
  }

  get url(): string {
    return `sqlite:${this.path}`;
  }

  readonly newOnesStay = false;

  get confirmation(): string {
    return basename(this.path);
  }

  renew(): Promise<void> {
    for (const suffix of ['', '-wal', '-shm', '-journal']) {
      rmSync(this.path + suffix, { force: true });
    }
    rmSync(join(this.folder, 'backups'), { recursive: true, force: true });
    return this.#on((database) => {
      database.pragma(`journal_mode = ${this.#journal}`);
      database.exec(groundwork('sqlite', this.changes).join(';'));
    });
  }

  load(bytes: number): Promise<void> {
    return this.#on((database) => {
      database.exec(`CREATE TABLE ballast AS SELECT randomblob(${bytes}) AS data`);
    });
  }

  /** The child of a killed process goes with it. */
  settled(): Promise<void> {
    return Promise.resolve();
  }

  /** When the database's files are next changed; at the latest when the signal aborts. */
  async written(signal: AbortSignal): Promise<void> {
    try {
      for await (const { filename } of watch(this.folder, { signal })) {
        if (filename?.startsWith(this.confirmation)) return;
      }
    } catch (error) {
      if (!signal.aborted) throw error;
    }
  }

  look(): Promise<Snapshot> {
    return this.#on((database) =>
      database.transaction((): Snapshot => {
        const all = <T>(sql: string): T[] => database.prepare(sql).all() as T[];
        const objects = new Set(
          all<{ name: string }>('SELECT name FROM sqlite_schema').map(({ name }) => name),
        );
        const history = HISTORY_TABLES[this.changes.kind];
        return {
          trace: all('SELECT migration, direction, place FROM trace ORDER BY id'),
          counters: all('SELECT migration, direction, n FROM counter'),
          objects,
          history: new Map(
            objects.has(history.name)
              ? all<HistoryRow>(history.select).map((row) => [row.version, row.outcome])
              : [],
          ),
          progress: new Map(
            objects.has(PROGRESS_TABLE)
              ? all<ProgressRow>(SELECT_PROGRESS).map((row) => [row.version, progressOf(row)])
              : [],
          ),
        };
      })(),
    );
  }

  describe(): Promise<string> {
    return this.#on((database) => {
      const check = database.pragma('integrity_check', { simple: true });
      const lines = database
        .prepare('SELECT type, name, sql FROM sqlite_schema ORDER BY name')
        .all()
        .map((row) => JSON.stringify(row));
      return [`integrity ${String(check)}`, ...lines].join('\n');
    });
  }

  /** In a promise, so that what it throws is a rejection. */
  #on<T>(work: (database: BetterSqlite3.Database) => T): Promise<T> {
    return Promise.resolve().then(() => {
      const database = new BetterSqlite3(this.path, { timeout: 10_000 });
      try {
        return work(database);
      } finally {
        database.close();
      }
    });
  }
}
