import type { Engine } from '../core/engine.ts';
import type { TextRange } from '../core/problem.ts';
import { SqlReader } from './reader.ts';
import type { Fragment } from './split.ts';

/** A place where a script gives up locks of its session. */
export interface LockRelease extends TextRange {
  /** All of them, and so the one that keeps other runners away. */
  readonly all: boolean;
}

/** Where statements release advisory locks, which a transaction does not bring back. */
export function lockReleases(
  sql: string,
  statements: readonly Fragment[],
  engine: Engine,
): readonly LockRelease[] {
  if (engine !== 'postgres' || !MAY_RELEASE.test(sql)) return [];
  return statements.flatMap((statement) => {
    const { words, start, end } = statement;
    if (words[0] === 'discard' && words[1] === 'all') return [{ start, end, all: true }];
    return callsIn(new SqlReader(sql, statement, engine));
  });
}

/** Without any of these, reading word by word is spared. */
const MAY_RELEASE = /pg_advisory_unlock|discard/i;

const RELEASES = new Set([
  'pg_advisory_unlock',
  'pg_advisory_unlock_shared',
  'pg_advisory_unlock_all',
]);

function callsIn(reader: SqlReader): readonly LockRelease[] {
  const found: LockRelease[] = [];
  for (let token = reader.take(); token !== null; token = reader.take()) {
    const { text, start, end } = token;
    if (!RELEASES.has(text) || !reader.is('(')) continue;
    found.push({ start, end, all: text === 'pg_advisory_unlock_all' });
  }
  return found;
}
