import { mkdirSync, writeFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { parseAddress } from '../../../src/databases/address.ts';
import type { Target } from '../../../src/databases/target.ts';
import type { Destination } from '../../../src/project/destination.ts';
import { openProject, type Project } from '../../../src/project/project.ts';
import { run } from '../../../src/runner/run.ts';
import type { RunOptions, RunResult } from '../../../src/runner/run-result.ts';
import { temporaryFolder } from '../../support/temporary-folder.ts';

/** A project of versioned folders, and its database, which is not there yet. */
export interface Shop {
  readonly root: string;
  readonly project: Project;
  readonly target: Target;
  /** The folder of the database. */
  readonly data: string;
  readonly add: (version: number, up: string) => void;
  readonly up: (options?: Partial<RunOptions>) => Promise<RunResult>;
}

/** @param url instead of a SQLite file */
export async function shop(config: object | null = null, url?: string): Promise<Shop> {
  const root = temporaryFolder('runner');
  const data = join(root, 'data');
  mkdirSync(data);
  const write = (path: string, text: string) => {
    mkdirSync(dirname(join(root, path)), { recursive: true });
    writeFileSync(join(root, path), text);
  };
  const add = (version: number, up: string) => {
    const folder = `migrations/V${String(version).padStart(3, '0')}__step_${version}`;
    write(`${folder}/up.sql`, up);
    write(`${folder}/down.sql`, `DROP TABLE t${version};`);
  };
  if (config !== null) write('strata.json', JSON.stringify(config));
  add(1, 'CREATE TABLE t1 (x INTEGER);');
  add(2, 'CREATE TABLE t2 (x INTEGER);');
  const project = await openProject(root, { convention: 'versioned-folders' });
  const target = parseAddress(url ?? 'sqlite:data/shop.sqlite3', { base: root, env: {} });
  const up = (options: Partial<RunOptions> = {}) =>
    run(project, target, { kind: 'up' }, { ...usual, ...options });
  return { root, project, target, data, add, up };
}

export const usual = {
  ignoreMissing: false,
  skipIrreversible: false,
  lockTimeout: 200,
  isolated: false,
} satisfies RunOptions;

export function destination(target: Target, isProtected = false): Destination {
  const environment = { name: 'production', protected: isProtected, backup: null, timeouts: null };
  return { environment, target, source: 'a test' };
}
