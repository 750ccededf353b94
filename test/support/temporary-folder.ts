import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';

const folders: string[] = [];

process.on('exit', () => {
  folders.forEach(removeFolder);
});

/** A folder that is gone when this process ends, also when a test fails. */
export function temporaryFolder(purpose = 'test'): string {
  const folder = mkdtempSync(join(tmpdir(), `strata-${purpose}-`));
  folders.push(folder);
  return folder;
}

export function removeFolder(folder: string): void {
  rmSync(folder, { recursive: true, force: true, maxRetries: 5, retryDelay: 50 });
}
