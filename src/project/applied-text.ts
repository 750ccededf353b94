import type { Candidate } from '../conventions/convention.ts';
import type { HistoryRow, Migration } from '../core/migration.ts';
import { contentsOf } from './git.ts';
import type { Project } from './project.ts';

/** What an edited migration's up script said when it was applied, against what it says now. */
export interface AppliedText {
  readonly applied: string;
  readonly now: string;
}

/**
 * Looks in git's history of the file for the text whose checksum was recorded; how lines end and a
 * byte order mark may be otherwise there than they were in the file.
 *
 * @returns null without git or a repository, and where no such text was ever committed
 */
export async function appliedText(
  { root, convention }: Pick<Project, 'root' | 'convention'>,
  migration: Migration,
  row: HistoryRow,
): Promise<AppliedText | null> {
  const { up, version, description } = migration;
  const candidate: Candidate = { version, description, up: up.path, down: null, metadata: null };
  for await (const content of contentsOf(root, up.path)) {
    const then = convention.load(candidate, new Map([[up.path, content]])).migration;
    const difference = convention.difference(then, row);
    if (difference === null || difference === 'line-endings' || difference === 'byte-order-mark') {
      return { applied: then.up.sql, now: up.sql };
    }
  }
  return null;
}
