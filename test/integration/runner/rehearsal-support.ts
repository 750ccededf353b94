import { mkdirSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import type { Client } from 'pg';
import { shadowSettings } from '../../../src/checks/shadow-settings.ts';
import { parseAddress } from '../../../src/databases/address.ts';
import { openShadow } from '../../../src/databases/open.ts';
import type { Shadow, ShadowPlace } from '../../../src/databases/shadow.ts';
import type { Target } from '../../../src/databases/target.ts';
import { openProject, type Project } from '../../../src/project/project.ts';
import { rehearse, type RehearseOptions } from '../../../src/runner/rehearse.ts';
import type { Request } from '../../../src/core/plan.ts';
import { run } from '../../../src/runner/run.ts';
import { temporaryFolder } from '../../support/temporary-folder.ts';
import { usual } from './support.ts';

/** A project as sqlx has them, whose database is at `url`. */
export interface Rehearsing {
  readonly root: string;
  readonly project: Project;
  readonly target: Target;
  readonly add: (version: number, sql: string) => void;
  readonly up: () => ReturnType<typeof run>;
  readonly rehearse: (
    options?: Partial<RehearseOptions>,
    request?: Request,
  ) => ReturnType<typeof rehearse>;
}

/** A shadow for it, wherever its address allows one. */
export function shadowOf({ project, target }: Rehearsing): Promise<Shadow> {
  const place: ShadowPlace =
    target.engine === 'sqlite'
      ? { kind: 'memory' }
      : { kind: 'scratch', target, project: project.root, isOwnServer: true };
  return openShadow(place, shadowSettings(project, target.engine));
}

export async function rehearsing(url: string): Promise<Rehearsing> {
  const root = temporaryFolder('rehearsal');
  mkdirSync(join(root, 'migrations'));
  const project = await openProject(root, { convention: 'sqlx' });
  const target = parseAddress(url, { base: root, env: {} });
  return {
    ...{ root, project, target },
    add: (version, sql) => {
      writeFileSync(join(root, 'migrations', `${version}_step_${version}.sql`), sql);
    },
    up: () => run(project, target, { kind: 'up' }, usual),
    rehearse: (options = {}, request = { kind: 'up' }) =>
      rehearse(project, target, request, { ...usual, on: null, ...options }),
  };
}

/** All that the catalog says of what is not the server's own, where its rows lie, and every row. */
export async function dump(client: Client): Promise<unknown> {
  const read = async (sql: string) => (await client.query(sql)).rows as Record<string, unknown>[];
  const tables = await read(
    `SELECT oid::regclass::text AS name FROM pg_class WHERE relkind IN ('r', 'S') AND oid >= 16384
      AND relnamespace <> 'pg_toast'::regnamespace ORDER BY 1`,
  );
  const rows: unknown[] = [];
  for (const { name } of tables) {
    rows.push([name, await read(`SELECT * FROM ${String(name)} ORDER BY 1`)]);
  }
  return {
    rows,
    relations: await read(
      `SELECT oid, relname, relnamespace, relkind, relfilenode, relowner, relacl FROM pg_class
        WHERE oid >= 16384 ORDER BY oid`,
    ),
    columns: await read(
      `SELECT attrelid, attnum, attname, atttypid, attnotnull, atthasdef FROM pg_attribute
        WHERE attrelid >= 16384 ORDER BY attrelid, attnum`,
    ),
    others: await read(
      `SELECT oid, conname AS name, pg_get_constraintdef(oid) AS text FROM pg_constraint WHERE oid >= 16384
        UNION ALL SELECT oid, enumlabel, enumtypid::text FROM pg_enum
        UNION ALL SELECT oid, proname, prosrc FROM pg_proc WHERE oid >= 16384
        UNION ALL SELECT oid, typname, typtype::text FROM pg_type WHERE oid >= 16384
        UNION ALL SELECT oid, nspname, '' FROM pg_namespace WHERE oid >= 16384 ORDER BY 1, 2`,
    ),
  };
}
