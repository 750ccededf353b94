import { versionBeside } from '../../core/migration.ts';
import type { MigrationStatus } from '../../core/state.ts';
import { pick } from '../window.ts';

/**
 * Asks how far; the nearest is first.
 *
 * @param detail what choosing the nth means
 * @returns the version of the last one that is meant
 */
export async function pickUpTo(
  pending: readonly MigrationStatus[],
  words: { readonly title: string; readonly placeHolder: string },
  detail: (count: number) => string,
): Promise<string | undefined> {
  const items = pending.map((status, index) => ({
    label: status.description,
    description: versionBeside(status),
    detail: detail(index + 1),
    version: status.version,
  }));
  return (await pick(items, { ...words, matchOnDescription: true }))?.version;
}
