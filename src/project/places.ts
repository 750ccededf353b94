import { join } from 'node:path';
import type { SourceEntry } from '../core/migration.ts';
import { listEntries } from './entries.ts';

export const DEFAULT_PLACE = 'migrations';

const USUAL = [
  ...[DEFAULT_PLACE, 'db/migrations', 'database/migrations', 'sql/migrations'],
  ...['src/migrations', 'src/db/migrations', 'src/database/migrations'],
];

/** Where migrations usually lie in a project; the first that has any counts. */
export const PLACES: readonly string[] = [...USUAL, ...USUAL.map((place) => `${place}/sql`)];

const VERSIONED_FOLDER = /^v\d+_.*\/up\.sql$/i;

/** Folders to look into: in one of these there is a script, if anywhere. */
const SAMPLES = 10;

/** Migrations, as far as names tell; entries are of two levels. */
function holdsMigrations(entries: readonly SourceEntry[]): boolean {
  return entries.some(
    ({ path, kind }) =>
      kind !== 'directory' &&
      (VERSIONED_FOLDER.test(path) || (!path.includes('/') && path.endsWith('.sql'))),
  );
}

/** Nothing lies there yet that could be somebody else's. */
function isEmpty(entries: readonly SourceEntry[]): boolean {
  return entries.every(({ path }) => path.startsWith('.'));
}

/** The usual place in a project that has migrations, else one that is waiting for them. */
export async function findPlace(root: string): Promise<string | null> {
  let empty: string | null = null;
  for (const place of PLACES) {
    const entries = await listEntries(join(root, place), 2, SAMPLES).catch(() => null);
    if (entries === null) continue;
    if (holdsMigrations(entries)) return place;
    if (isEmpty(entries)) empty ??= place;
  }
  return empty;
}
