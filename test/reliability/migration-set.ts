import { mkdirSync, rmSync, writeFileSync } from 'node:fs';
import { dirname, join } from 'node:path';

/** Sets of migrations that leave traces, from which can be read what was run, and how often. */

export type Engine = 'postgres' | 'sqlite';

export type Kind = 'sqlx' | 'sqlx-no-transaction' | 'sections' | 'versioned-folders';
export const KINDS: readonly Kind[] = [
  'sqlx',
  'sqlx-no-transaction',
  'sections',
  'versioned-folders',
];

export type Direction = 'up' | 'down';

/** What shows that a statement was carried out; null: nothing does. */
export type Mark =
  /** One more of these, in a table that forbids no second. */
  | { readonly kind: 'count'; readonly place: string }
  | { readonly kind: 'makes'; readonly object: string }
  | { readonly kind: 'drops'; readonly object: string }
  | null;

export interface Statement {
  readonly sql: string;
  readonly mark: Mark;
}

export interface Script {
  /** It says itself that it wants no transaction. */
  readonly announced: boolean;
  /** All of it is done, or nothing. */
  readonly transactional: boolean;
  readonly statements: readonly Statement[];
}

export interface Change {
  /** From 1. */
  readonly number: number;
  /** As the history has it. */
  readonly version: string;
  readonly up: Script;
  readonly down: Script;
}

export interface Changes {
  readonly engine: Engine;
  readonly kind: Kind;
  readonly list: readonly Change[];
}

/** The application's own tables, which are there before the first migration and after the last. */
export function groundwork(engine: Engine, changes: Changes): readonly string[] {
  const id =
    engine === 'postgres'
      ? 'bigint GENERATED ALWAYS AS IDENTITY'
      : 'integer PRIMARY KEY AUTOINCREMENT';
  const counters = changes.list.flatMap(({ number }) => [
    `(${number}, 'up', 0)`,
    `(${number}, 'down', 0)`,
  ]);
  return [
    `CREATE TABLE trace (id ${id}, migration integer, direction text, place text)`,
    `CREATE TABLE counter (migration integer, direction text, n integer)`,
    `INSERT INTO counter VALUES ${counters.join(', ')}`,
  ];
}

/** How a server carries out scripts: whole, or by the statement; and indexes only aside. */
export type Ways = 'whole' | 'by statement' | 'by statement, indexes aside';

const COUNT = 9;
/** In milliseconds: how long the longest statement of each script takes. */
const PAUSE = 15;

export function changes(engine: Engine, kind: Kind, ways: Ways = 'whole'): Changes {
  const list = Array.from({ length: COUNT }, (_, index): Change => {
    const number = index + 1;
    // Every other one, so that both ways meet.
    const announced = kind === 'sqlx-no-transaction' && number % 2 === 1;
    const transactional = ways === 'whole' && !announced;
    const write = { engine, number, pause: wait(engine, PAUSE), announced, transactional, ways };
    return {
      number,
      version: versionOf(kind, number),
      up: upScript(write),
      down: downScript(write),
    };
  });
  return { engine, kind, list };
}

interface Writing {
  readonly engine: Engine;
  readonly number: number;
  readonly pause: string;
  /** The script itself says that it wants no transaction. */
  readonly announced: boolean;
  readonly transactional: boolean;
  readonly ways: Ways;
}

function upScript(writing: Writing): Script {
  const { engine, number: n, pause, announced, transactional } = writing;
  const [a, b, index] = objectsOf(n);
  const unless = goesAgain(writing) ? 'IF NOT EXISTS ' : '';
  return {
    ...{ announced, transactional },
    statements: [
      row(n, 'up', 'first'),
      makes(a, `CREATE TABLE ${unless}${a} (id integer, note text)`),
      unmarked(`INSERT INTO ${a} VALUES (1, 'a; b'), (2, 'c')`),
      ...(announced ? withoutTransaction(engine, a) : []),
      makes(index, `CREATE INDEX ${makeIndex(writing, unless)}${index} ON ${a} (note)`),
      unmarked(pause),
      counter(n, 'up'),
      makes(b, `CREATE TABLE ${unless}${b} (id integer, note text)`),
      row(n, 'up', 'last'),
    ],
  };
}

function downScript(writing: Writing): Script {
  const { engine, number: n, pause, announced, transactional } = writing;
  const [a, b, index] = objectsOf(n);
  const unless = goesAgain(writing) ? 'IF EXISTS ' : '';
  const concurrently =
    announced && engine === 'postgres'
      ? `CONCURRENTLY ${shows(writing) ? '' : 'IF EXISTS '}`
      : unless;
  return {
    ...{ announced, transactional },
    statements: [
      row(n, 'down', 'first'),
      drops(index, `DROP INDEX ${concurrently}${index}`),
      drops(b, `DROP TABLE ${unless}${b}`),
      unmarked(pause),
      counter(n, 'down'),
      drops(a, `DROP TABLE ${unless}${a}`),
      row(n, 'down', 'last'),
    ],
  };
}

/**
 * Every other one goes through a second time, so that only the traces tell. What commits by itself
 * always does: it may have been done though nobody heard of it.
 */
function goesAgain({ number, ways }: Writing): boolean {
  return number % 2 === 0 || ways !== 'whole';
}

/** How an index is made without keeping others out. */
function makeIndex(writing: Writing, unless: string): string {
  const { engine, announced, ways } = writing;
  if (announced && engine === 'postgres') {
    return `CONCURRENTLY ${shows(writing) ? '' : 'IF NOT EXISTS '}`;
  }
  return ways === 'by statement, indexes aside' ? `ASYNC ${unless}` : unless;
}

/** An index that goes through only once, so that Strata has to see whether it has. */
function shows({ number, ways }: Writing): boolean {
  return number % 4 === 1 && ways === 'whole';
}

function objectsOf(number: number): [string, string, string] {
  return [`m${number}_a`, `m${number}_b`, `m${number}_index`];
}

function withoutTransaction(engine: Engine, table: string): readonly Statement[] {
  return engine === 'postgres'
    ? [unmarked(`VACUUM ${table}`)]
    : [unmarked('VACUUM'), unmarked('PRAGMA optimize')];
}

function wait(engine: Engine, milliseconds: number): string {
  return engine === 'postgres'
    ? `SELECT pg_sleep(${milliseconds / 1000})`
    : `WITH RECURSIVE n(i) AS (VALUES (1) UNION ALL SELECT i + 1 FROM n WHERE i < ${milliseconds * 8000}) SELECT count(*) FROM n`;
}

function row(number: number, direction: Direction, place: string): Statement {
  const values = `${number}, '${direction}', '${place}'`;
  const sql = `INSERT INTO trace (migration, direction, place) VALUES (${values})`;
  return { sql, mark: { kind: 'count', place } };
}

function counter(number: number, direction: Direction): Statement {
  const sql = `UPDATE counter SET n = n + 1 WHERE migration = ${number} AND direction = '${direction}'`;
  return { sql, mark: { kind: 'count', place: 'counter' } };
}

function makes(object: string, sql: string): Statement {
  return { sql, mark: { kind: 'makes', object } };
}

function drops(object: string, sql: string): Statement {
  return { sql, mark: { kind: 'drops', object } };
}

function unmarked(sql: string): Statement {
  return { sql, mark: null };
}

function versionOf(kind: Kind, number: number): string {
  return kind === 'sections' ? `2025010100000${number}_change` : String(number);
}

/** Writes the files as the tool has them, in a folder that becomes the project. */
export function writeFiles(folder: string, { kind, list }: Changes): void {
  rmSync(join(folder, 'migrations'), { recursive: true, force: true });
  for (const change of list) {
    for (const [path, content] of Object.entries(filesOf(kind, change))) {
      const file = join(folder, 'migrations', path);
      mkdirSync(dirname(file), { recursive: true });
      writeFileSync(file, content);
    }
  }
}

function filesOf(kind: Kind, { number, up, down, version }: Change): Record<string, string> {
  switch (kind) {
    case 'sqlx':
    case 'sqlx-no-transaction':
      return {
        [`000${number}_change.up.sql`]: sqlxText(up),
        [`000${number}_change.down.sql`]: sqlxText(down),
      };
    case 'sections':
      return { [`${version}.sql`]: `-- UP\n${textOf(up)}\n-- DOWN\n${textOf(down)}` };
    case 'versioned-folders':
      return {
        [`V00${number}__change/up.sql`]: textOf(up),
        [`V00${number}__change/down.sql`]: textOf(down),
      };
  }
}

function sqlxText(script: Script): string {
  return (script.announced ? '-- no-transaction\n' : '') + textOf(script);
}

export function textOf({ statements }: Script): string {
  return statements.map(({ sql }) => `${sql};\n`).join('');
}
