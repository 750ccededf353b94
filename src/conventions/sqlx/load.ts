import type { Migration, Script } from '../../core/migration.ts';
import type { Problem } from '../../core/problem.ts';
import type { Candidate, Contents, Loaded } from '../convention.ts';
import { decode } from '../text-file.ts';
import { checksum } from './checksum.ts';

/** The first bytes of a file that runs without a transaction; judged for each file by itself. */
export const NO_TRANSACTION = '-- no-transaction';

/** A migration with its contents. A file that can't be read, or is not UTF-8, has a problem. */
export function load(
  candidate: Candidate,
  contents: Contents,
  ignoredChars: readonly string[],
): Loaded {
  const problems: Problem[] = [];
  const script = (path: string): Script => {
    const { text, problem, ...reading } = decode(
      path,
      contents.get(path),
      candidate.version,
      'sqlx',
    );
    if (problem !== null) problems.push(problem);
    return {
      path,
      sql: text,
      start: { line: 1, column: 1 },
      marker: null,
      transactional: !text.startsWith(NO_TRANSACTION),
      ...reading,
    };
  };

  const up = script(candidate.up);
  const migration: Migration = {
    version: candidate.version,
    description: candidate.description,
    up,
    down: candidate.down === null ? null : script(candidate.down),
    checksum: checksum(up.sql, ignoredChars),
    metadata: null,
  };
  return { migration, problems };
}
