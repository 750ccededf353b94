import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { atExit } from './at-exit.ts';

/** A folder that is gone when this process ends, also when a test fails. */
export function temporaryFolder(purpose = 'test'): string {
  endInOrder();
  const folder = mkdtempSync(join(tmpdir(), `strata-${purpose}-`));
  atExit(() => {
    removeFolder(folder);
  });
  return folder;
}

let ordered = false;

/** A signal by itself would end the process without its exit handlers, which clean up. */
export function endInOrder(): void {
  if (ordered) return;
  ordered = true;
  for (const signal of ['SIGINT', 'SIGTERM', 'SIGHUP'] as const) {
    process.on(signal, () => process.exit(130));
  }
}

export function removeFolder(folder: string): void {
  rmSync(folder, { recursive: true, force: true, maxRetries: 5, retryDelay: 50 });
}
