import type { FileRename } from '../../core/problem.ts';
import type { Candidate, NewFile, ScaffoldRequest } from '../convention.ts';
import { nextTimestamp, refuseFileName } from '../file-name.ts';
import type { SqlxConfig } from './config.ts';
import { withVersion } from './names.ts';
import { DOWN_TEMPLATE, SIMPLE_TEMPLATE, UP_TEMPLATE } from './templates.ts';

type Numbering = 'sequential' | 'timestamp';

/**
 * The files that `sqlx migrate add` would make, by the inference of 0.9
 * (sqlx-cli/src/opt.rs, sqlx-core/src/migrate/migration_type.rs).
 */
export function scaffold(
  request: ScaffoldRequest,
  existing: readonly Candidate[],
  config: SqlxConfig,
): readonly NewFile[] {
  const { sql } = request;
  const name = request.name.trim().replaceAll(' ', '_');
  refuseFileName(name);
  const numbering = request.numbering ?? inferNumbering(existing, config);
  const stem = `${nextPrefix(existing, numbering, request.now)}_${name}`;
  if (!(request.reversible ?? inferReversible(existing, config))) {
    return [{ path: `${stem}.sql`, content: sql?.up ?? SIMPLE_TEMPLATE }];
  }
  return [
    { path: `${stem}.up.sql`, content: sql?.up ?? UP_TEMPLATE },
    { path: `${stem}.down.sql`, content: sql?.down ?? DOWN_TEMPLATE },
  ];
}

/** New names for files that belong together, under a version newer than all others. */
export function renumber(
  paths: readonly string[],
  existing: readonly Candidate[],
  now: Date,
  config: SqlxConfig,
): readonly FileRename[] {
  const others = existing.filter(
    ({ up, down }) => !paths.includes(up) && !paths.includes(down ?? ''),
  );
  const prefix = nextPrefix(others, inferNumbering(others, config), now);
  return paths.map((from) => ({ from, to: withVersion(from, prefix) }));
}

function inferReversible(existing: readonly Candidate[], config: SqlxConfig): boolean {
  if (config.migrationType !== 'inferred') return config.migrationType === 'reversible';
  const newest = existing.at(-1);
  return newest !== undefined && (newest.down !== null || newest.up.endsWith('.up.sql'));
}

function inferNumbering(existing: readonly Candidate[], config: SqlxConfig): Numbering {
  if (config.versioning !== 'inferred') return config.versioning;
  const [last, previous] = existing.toReversed().map((each) => BigInt(each.version));
  if (last === undefined) return 'timestamp';
  const sequential = previous === undefined ? last === 0n || last === 1n : last - previous === 1n;
  return sequential ? 'sequential' : 'timestamp';
}

/** The version as it begins the file's name, above every existing one. */
function nextPrefix(existing: readonly Candidate[], numbering: Numbering, now: Date): string {
  const newest = existing.length === 0 ? 0n : BigInt(existing.at(-1)?.version ?? 0);
  if (numbering === 'sequential') return (newest + 1n).toString().padStart(4, '0');
  return nextTimestamp(newest, now);
}
