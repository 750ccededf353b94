import { symlinkSync, writeFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import type { Engine } from '../../src/core/engine.ts';
import { bundledScript } from '../support/bundled-script.ts';
import { builtCommand } from './built.ts';
import { asDbmate, asKnex, asNodePgMigrate, asPostgresMigrations, type Form } from './forms.ts';
import { writeProject } from './migration-set.ts';
import { peers, type Peers } from './peers.ts';
import type { Sides } from './sides.ts';

/** A program that applies what is pending. */
export interface Applier {
  readonly form: Form;
  /** What it keeps its own records in. */
  readonly tables: readonly string[];
  /** @param folder with what `form` wrote */
  readonly command: (folder: string, url: string) => Command;
}

export interface Command {
  readonly program: string;
  readonly parameters: readonly string[];
  /** Besides the environment that all have. */
  readonly env?: Readonly<Record<string, string>>;
}

export const SQLX_TABLE = '_sqlx_migrations';

export async function appliers(engine: Engine): Promise<Sides<Applier>> {
  const launcher = await builtCommand();
  const floor = await bundledScript(join(import.meta.dirname, `programs/floor-${engine}.ts`));
  const sqlx = { form: writeProject, tables: [SQLX_TABLE] };
  return {
    floor: {
      ...sqlx,
      command: (folder, url) => node(floor, migrations(folder), pathOrUrl(url)),
    },
    ours: {
      ...sqlx,
      command: (folder, url) => node(launcher, 'up', '--project', folder, '--url', url),
    },
    peers: peersOf(engine, await peers()),
  };
}

/** Only those whose programs npm has for this platform. */
function peersOf(engine: Engine, installed: Peers): Record<string, Applier> {
  const dbmate: Applier = {
    form: asDbmate,
    tables: ['schema_migrations'],
    command: (folder, url) => {
      // By itself its SQLite driver asks for NORMAL, which leaves out some of what makes a commit safe.
      const address = engine === 'sqlite' ? `${url}?_synchronous=FULL` : url;
      const options = [
        '--url',
        address,
        '--migrations-dir',
        migrations(folder),
        '--no-dump-schema',
      ];
      return node(installed.dbmate, ...options, 'migrate');
    },
  };
  const knex: Applier = {
    form: (folder, all) => {
      asKnex(folder, all);
      writeFileSync(join(folder, 'knexfile.cjs'), KNEXFILES[engine]);
      // It looks for itself beside its configuration.
      symlinkSync(dirname(dirname(dirname(installed.knex))), join(folder, 'node_modules'));
    },
    tables: ['knex_migrations', 'knex_migrations_lock'],
    command: (folder, url) => ({
      // Else all are in one transaction; each asks for its own (forms.ts).
      ...node(installed.knex, 'migrate:latest', '--disable-transactions', ...KNEXFILE),
      env: { BENCH_DATABASE: pathOrUrl(url) },
    }),
  };
  const nodePgMigrate: Applier = {
    form: asNodePgMigrate,
    tables: ['pgmigrations'],
    command: (folder, url) => ({
      // Else all of them are in one transaction.
      ...node(installed.nodePgMigrate, 'up', '-m', migrations(folder), '--no-single-transaction'),
      env: { DATABASE_URL: url },
    }),
  };
  const postgresMigrations: Applier = {
    form: asPostgresMigrations,
    tables: ['migrations'],
    command: (folder, url) => node(installed.postgresMigrations, migrations(folder), url),
  };
  return {
    ...(installed.dbmateProgram === null ? {} : { dbmate }),
    knex,
    ...(engine === 'postgres'
      ? { 'node-pg-migrate': nodePgMigrate, 'postgres-migrations': postgresMigrations }
      : {}),
  };
}

const KNEXFILE = ['--knexfile', 'knexfile.cjs'];

const KNEXFILES: Readonly<Record<Engine, string>> = {
  sqlite: `module.exports = {
    client: 'better-sqlite3',
    connection: { filename: process.env.BENCH_DATABASE },
    useNullAsDefault: true,
  };`,
  postgres: `module.exports = {
    client: 'pg',
    connection: process.env.BENCH_DATABASE,
  };`,
};

function node(script: string, ...parameters: string[]): Command {
  return { program: process.execPath, parameters: [script, ...parameters] };
}

function migrations(folder: string): string {
  return join(folder, 'migrations');
}

/** SQLite's drivers take a path. */
function pathOrUrl(url: string): string {
  return url.replace(/^sqlite:/, '');
}
