import { isUtf8 } from 'node:buffer';
import * as l10n from '@vscode/l10n';
import type { Migration, Script } from '../../core/migration.ts';
import type { Problem, ProblemCode } from '../../core/problem.ts';
import type { Candidate, Contents, Loaded } from '../convention.ts';
import { checksum } from './checksum.ts';

/** The first bytes of a file that runs without a transaction; judged for each file by itself. */
const NO_TRANSACTION = '-- no-transaction';

/** A migration with its contents. A file that can't be read, or is not UTF-8, has a problem. */
export function load(
  candidate: Candidate,
  contents: Contents,
  ignoredChars: readonly string[],
): Loaded {
  const problems: Problem[] = [];
  const script = (path: string): Script => {
    const { text, problem } = decode(path, contents.get(path), candidate.version);
    if (problem !== null) problems.push(problem);
    return {
      path,
      sql: text,
      start: { line: 1, column: 1 },
      marker: null,
      transactional: !text.startsWith(NO_TRANSACTION),
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

function decode(
  path: string,
  bytes: Uint8Array | Error | undefined,
  version: string,
): { text: string; problem: Problem | null } {
  const problem = (code: ProblemCode, message: string): Problem => ({
    code,
    severity: 'error',
    message,
    path,
    version,
    location: null,
  });
  if (!(bytes instanceof Uint8Array)) {
    const reason = bytes?.message ?? l10n.t('the file is gone');
    return {
      text: '',
      problem: problem('unreadable', l10n.t('{0} cannot be read: {1}', path, reason)),
    };
  }
  const text = new TextDecoder('utf-8', { ignoreBOM: true }).decode(bytes);
  if (isUtf8(bytes)) return { text, problem: null };
  const line = text.slice(0, text.indexOf('\uFFFD')).split('\n').length;
  return {
    text,
    problem: {
      ...problem(
        'encoding',
        l10n.t(
          '{0} is not UTF-8 (line {1}), and sqlx cannot read it. Save it as UTF-8.',
          path,
          line,
        ),
      ),
      location: { line, column: 1, endLine: line + 1, endColumn: 1 },
    },
  };
}
