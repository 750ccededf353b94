import { createHash } from 'node:crypto';
import {
  cpSync,
  existsSync,
  mkdirSync,
  readFileSync,
  readdirSync,
  rmSync,
  writeFileSync,
} from 'node:fs';
import { join } from 'node:path';
import { DatabaseSync } from 'node:sqlite';
import { firstColumn } from '../support/first-column.ts';
import { temporaryFolder } from '../support/temporary-folder.ts';

const sample = join(import.meta.dirname, '../../migrations-sample');
const day = 24 * 3600 * 1000;

/** The sample project in a folder named `shop`, and its database as its own driver sees it. */
export class Shop {
  readonly folder = join(temporaryFolder('workbench'), 'shop');

  constructor() {
    const isSource = (path: string): boolean => !/\.db(-wal|-shm|-journal)?$/.test(path);
    cpSync(sample, this.folder, { recursive: true, filter: isSource });
  }

  path(name: string): string {
    return join(this.folder, name);
  }

  read(name: string): string {
    return readFileSync(this.path(name), 'utf8');
  }

  write(name: string, text: string): void {
    mkdirSync(join(this.path(name), '..'), { recursive: true });
    writeFileSync(this.path(name), text);
  }

  remove(name: string): void {
    rmSync(this.path(name));
  }

  /** The up scripts, oldest first. */
  scripts(): string[] {
    return readdirSync(this.path('migrations'))
      .filter((name) => !name.endsWith('.down.sql'))
      .sort();
  }

  get hasDatabase(): boolean {
    return existsSync(this.path('shop.db'));
  }

  /**
   * Applies the first migrations by SQL alone, with the rows that sqlx would write. Each was done
   * so many days ago, and took so many milliseconds, as the list says.
   */
  applyByHand(done: readonly { daysAgo: number; ms: number }[]): void {
    const database = new DatabaseSync(this.path('shop.db'));
    database.exec(`CREATE TABLE _sqlx_migrations (
      version BIGINT PRIMARY KEY,
      description TEXT NOT NULL,
      installed_on TIMESTAMP NOT NULL DEFAULT CURRENT_TIMESTAMP,
      success BOOLEAN NOT NULL,
      checksum BLOB NOT NULL,
      execution_time BIGINT NOT NULL
    )`);
    const insert = database.prepare('INSERT INTO _sqlx_migrations VALUES (?, ?, ?, TRUE, ?, ?)');
    for (const [index, { daysAgo, ms }] of done.entries()) {
      const script = this.scripts()[index] ?? '';
      const bytes = readFileSync(this.path(`migrations/${script}`));
      const [, version = '', name = ''] = /^(\d+)_(.*?)(?:\.up)?\.sql$/.exec(script) ?? [];
      const when = new Date(Date.now() - daysAgo * day).toISOString();
      database.exec(bytes.toString());
      insert.run(
        BigInt(version),
        name.replaceAll('_', ' '),
        when.slice(0, 19).replace('T', ' '),
        createHash('sha384').update(bytes).digest(),
        ms * 1_000_000,
      );
    }
    database.close();
  }

  execute(sql: string): void {
    const database = new DatabaseSync(this.path('shop.db'));
    database.exec(sql);
    database.close();
  }

  /** The first column of each row. */
  query(sql: string): unknown[] {
    return firstColumn(this.path('shop.db'), sql);
  }

  /** What the history holds, oldest first. */
  history(): unknown[] {
    return this.query('SELECT description FROM _sqlx_migrations ORDER BY version');
  }

  hasTable(name: string): boolean {
    return this.query(`SELECT name FROM sqlite_master WHERE name = '${name}'`).length > 0;
  }
}

/** Eight of the twelve, over the last months. */
export const eightDone = [
  { daysAgo: 100, ms: 3 },
  { daysAgo: 100, ms: 1 },
  { daysAgo: 99, ms: 2 },
  { daysAgo: 92, ms: 12 },
  { daysAgo: 85, ms: 4 },
  { daysAgo: 62, ms: 6 },
  { daysAgo: 62, ms: 19 },
  { daysAgo: 8, ms: 24 },
];
