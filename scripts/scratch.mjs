import { cpSync, mkdtempSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { inRoot } from './paths.mjs';

/**
 * A fresh copy of the sample, so that trying things out never changes the repository. What is
 * started from here on knows no other database than the copy's own.
 */
export function scratchSample() {
  for (const name of Object.keys(process.env)) {
    if (/^(DATABASE_URL|PG[A-Z]+)$/.test(name)) delete process.env[name];
  }
  const folder = mkdtempSync(join(tmpdir(), 'strata-sample-'));
  // A database that somebody made beside the original is not part of the sample.
  const isSource = (path) => !/\.db(-wal|-shm|-journal)?$/.test(path);
  cpSync(inRoot('migrations-sample'), folder, { recursive: true, filter: isSource });
  return folder;
}
