import assert from 'node:assert/strict';
import { spawn, type ChildProcessByStdio } from 'node:child_process';
import { once } from 'node:events';
import { mkdirSync, writeFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { after, before } from 'node:test';
import type { Readable } from 'node:stream';
import { text } from 'node:stream/consumers';
import BetterSqlite3 from 'better-sqlite3';
import { Client } from 'pg';
import type { CommandName, Documents } from '../../../src/cli/documents.ts';
import { commandFile } from '../../support/command-file.ts';
import { postgres } from '../../support/postgres.ts';
import { PseudoTerminal } from '../../support/pseudo-terminal.ts';
import { ServedCommand } from '../../support/served-command.ts';
import { temporaryFolder } from '../../support/temporary-folder.ts';

const root = join(import.meta.dirname, '../../..');
/** Compiling the sources takes longer than most commands. */
const NODE_COMPILE_CACHE = join(root, '.cache/compiled');

export interface Result {
  readonly code: number | null;
  readonly stdout: string;
  readonly stderr: string;
}

export interface Running {
  readonly process: ChildProcessByStdio<null, Readable, Readable>;
  readonly result: Promise<Result>;
}

export type Printed<Command extends CommandName> = Documents[Command] & {
  readonly exit: number | null;
};

export type Variables = Readonly<Record<string, string>>;

let served: ServedCommand | null = null;

/**
 * From here on one process carries out what a test file asks of `strata`, one command after the
 * other: not for tests of what starts, stops or ends a command, or of two at once.
 */
export function serveCommands(): void {
  before(() => {
    served = new ServedCommand(bareEnvironment());
  });
  after(async () => {
    await served?.end();
    served = null;
  });
}

/** A folder named `shop` in which the real CLI runs, as a person or a CI job runs it. */
export class Shop {
  readonly folder = join(temporaryFolder('cli'), 'shop');
  readonly #env: Variables;

  /** @param files by path; the migrations lie in `migrations/` */
  constructor(files: Readonly<Record<string, string | Uint8Array>> = {}, env: Variables = {}) {
    this.#env = env;
    mkdirSync(this.folder, { recursive: true });
    for (const [path, content] of Object.entries(files)) this.write(path, content);
  }

  write(path: string, content: string | Uint8Array): void {
    mkdirSync(dirname(this.path(path)), { recursive: true });
    writeFileSync(this.path(path), content);
  }

  path(path: string): string {
    return join(this.folder, path);
  }

  strata(...parameters: readonly string[]): Promise<Result> {
    const [cwd, env] = [this.folder, { ...bareEnvironment(), ...this.#env }];
    return served?.run({ cwd, env, parameters }) ?? this.start(parameters).result;
  }

  /** @returns the document that the command prints with `--json`, and the exit code */
  json<Command extends CommandName>(
    command: Command,
    ...parameters: readonly string[]
  ): Promise<Printed<Command>> {
    return this.#document(command, ...parameters);
  }

  /** @returns the plan's document, which any command with `--dry-run` prints */
  plan(...parameters: readonly string[]): Promise<Printed<'plan'>> {
    return this.#document(...parameters);
  }

  async #document<Command extends CommandName>(
    ...parameters: readonly string[]
  ): Promise<Printed<Command>> {
    const { code, stdout } = await this.strata('--json', ...parameters);
    return { ...(JSON.parse(stdout) as Documents[Command]), exit: code };
  }

  /** With a person before it. */
  onTerminal(...parameters: readonly string[]): PseudoTerminal {
    const env = { ...bareEnvironment(), ...this.#env, TERM: 'xterm' };
    return new PseudoTerminal([process.execPath, commandFile, ...parameters], {
      cwd: this.folder,
      env,
    });
  }

  start(parameters: readonly string[], env: Variables = {}): Running {
    const process = spawn(globalThis.process.execPath, [commandFile, ...parameters], {
      cwd: this.folder,
      env: { ...bareEnvironment(), ...this.#env, ...env },
      stdio: ['ignore', 'pipe', 'pipe'],
      // A process group of its own, as a shell gives it, so that Ctrl-C can reach it with its children.
      detached: true,
    });
    // One that never ends fails its own test, and not the whole run.
    const watchdog = setTimeout(() => process.kill('SIGKILL'), 45_000);
    process.once('close', () => {
      clearTimeout(watchdog);
    });
    const result = Promise.all([
      text(process.stdout),
      text(process.stderr),
      once(process, 'close') as Promise<[number | null]>,
    ]).then(([stdout, stderr, [code]]) => ({ code, stdout, stderr }));
    return { process, result };
  }
}

/** Nothing of who runs the tests may name a database or a colour. */
function bareEnvironment(): NodeJS.ProcessEnv {
  const { PATH, HOME, SystemRoot } = process.env;
  // Whoever runs the tests has a state folder of their own.
  const STRATA_KEEP_APPLIED_TEXTS = 'off';
  return { PATH, HOME, SystemRoot, NODE_COMPILE_CACHE, STRATA_KEEP_APPLIED_TEXTS };
}

export type Value = string | number | null;

/** An empty database and a way to it that is not ours: the raw driver. */
export interface Bench {
  readonly engine: 'sqlite' | 'postgres';
  readonly url: string;
  /** Rows as plain values: whole numbers as text, bytes as hex. */
  look(sql: string): Promise<readonly Readonly<Record<string, Value>>[]>;
  /** Statements that a person would type. */
  execute(sql: string): Promise<void>;
}

export const engines = { sqlite: sqliteBench, postgres: postgresBench } as const;

export function sqliteBench(): Promise<Bench> {
  const file = join(temporaryFolder('cli-database'), 'shop.db');
  const open = <T>(work: (database: BetterSqlite3.Database) => T): T => {
    const database = new BetterSqlite3(file);
    try {
      return work(database.defaultSafeIntegers());
    } finally {
      database.close();
    }
  };
  return Promise.resolve({
    engine: 'sqlite',
    url: `sqlite:${file}`,
    // Promised as the other's are, so that a failure is a rejection.
    look: (sql) => promised(() => open((database) => database.prepare(sql).all().map(plainRow))),
    execute: (sql) =>
      promised(() => {
        open((database) => database.exec(sql));
      }),
  });
}

function promised<T>(work: () => T): Promise<T> {
  return Promise.resolve().then(work);
}

export async function postgresBench(): Promise<Bench> {
  const { url } = await (await postgres()).createDatabase();
  const query = async (sql: string): Promise<readonly unknown[]> => {
    const client = new Client({ connectionString: url });
    await client.connect();
    try {
      return (await client.query<Record<string, unknown>>(sql)).rows;
    } finally {
      await client.end();
    }
  };
  return {
    engine: 'postgres',
    url,
    look: async (sql) => (await query(sql)).map(plainRow),
    execute: async (sql) => {
      await query(sql);
    },
  };
}

function plainRow(row: unknown): Readonly<Record<string, Value>> {
  const values = Object.entries(row as Record<string, unknown>);
  return Object.fromEntries(values.map(([name, value]) => [name, plainValue(value)]));
}

function plainValue(value: unknown): Value {
  if (value instanceof Uint8Array) return Buffer.from(value).toString('hex');
  if (value instanceof Date) return value.toISOString();
  if (typeof value === 'boolean' || typeof value === 'bigint') return value.toString();
  if (typeof value === 'number' || typeof value === 'string') return value;
  return null;
}

/** The text as people read it, with what differs from run to run taken out. */
export function readable(text: string): string {
  return text.replaceAll(/ +(?:< 1|\d+|\d+\.\d) m?s$/gm, '  N ms');
}

/** Fails with everything that was printed. */
export function assertExit(result: Result, code: number): void {
  const { stdout, stderr } = result;
  assert.equal(result.code, code, `exit code ${result.code}\n${stdout}\n${stderr}`);
}

export async function untilPrinted(stream: Readable, word: string): Promise<void> {
  let printed = '';
  await new Promise<void>((resolve, reject) => {
    stream.on('data', (chunk: Buffer) => {
      printed += chunk.toString();
      if (printed.includes(word)) resolve();
    });
    stream.on('end', () => {
      reject(new Error(`"${word}" was never printed, but:\n${printed}`));
    });
  });
}
