import { existsSync, readFileSync } from 'node:fs';
import { join } from 'node:path';

/** What peers' commands are, once they are installed as `package-lock.json` beside this names them. */
export interface Peers {
  /** As npm starts it: a script for Node, which starts the program. */
  readonly dbmate: string;
  /** The program itself; npm does not have it for every platform. */
  readonly dbmateProgram: string | null;
  readonly knex: string;
  readonly nodePgMigrate: string;
  readonly postgresMigrations: string;
}

const scripts = join(import.meta.dirname, '../../scripts');
const packages = join(import.meta.dirname, 'node_modules');

export async function peers(): Promise<Peers> {
  const { installOnce } = (await import(join(scripts, 'install.mjs'))) as {
    installOnce: (folder: string) => Promise<void>;
  };
  await installOnce(import.meta.dirname);
  const suffix = process.platform === 'win32' ? '.exe' : '';
  const platform = `@dbmate/${process.platform}-${process.arch}`;
  const program = join(packages, platform, 'bin', `dbmate${suffix}`);
  return {
    dbmate: join(packages, 'dbmate/dist/cli.js'),
    dbmateProgram: existsSync(program) ? program : null,
    knex: join(packages, 'knex/bin/cli.js'),
    nodePgMigrate: join(packages, 'node-pg-migrate/bin/node-pg-migrate.js'),
    postgresMigrations: join(import.meta.dirname, 'programs/postgres-migrations.mjs'),
  };
}

/** By name, as the manifest in this folder, or another one, pins them. */
export function versionsIn(folder: string): Readonly<Record<string, string>> {
  const { dependencies } = JSON.parse(readFileSync(join(folder, 'package.json'), 'utf8')) as {
    dependencies: Record<string, string>;
  };
  return dependencies;
}
