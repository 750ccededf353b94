import type { HistoryRow, Metadata, Migration, Script } from '../../../src/core/migration.ts';
import type { Problem, ProblemCode, Severity } from '../../../src/core/problem.ts';
import type { MigrationFiles, Rules } from '../../../src/core/reconcile.ts';

// A tool that there is not, so that nothing here leans on a real one: versions are numbers, and a
// checksum is the SQL itself.

export const rules: Rules = {
  compare: (a, b) => Number(a) - Number(b),
  isRecorded: (migration, row) => migration.checksum === row.checksum,
  difference: () => 'content',
  isShortFor: () => false,
  retriesFailed: false,
};

/** `1` is simple, `2r` is reversible. */
export function migration(text: string): Migration {
  const version = text.replace('r', '');
  const script = (direction: string): Script => ({
    path: `${version}.${direction}.sql`,
    sql: `${direction} ${version}`,
    start: { line: 1, column: 1 },
    marker: null,
    transactional: true,
  });
  return {
    version,
    description: `migration ${version}`,
    up: script('up'),
    down: text.endsWith('r') ? script('down') : null,
    checksum: `up ${version}`,
    metadata: null,
  };
}

/** A migration's metadata, with nothing in it that is not given. */
export function metadata(told: Partial<Metadata>): Metadata {
  return {
    path: '1/metadata.yaml',
    author: null,
    created: null,
    dependencies: [],
    tags: [],
    estimatedDurationMs: null,
    reversible: true,
    notes: null,
    json: null,
    ...told,
  };
}

/** `1` is applied, `1~` with another checksum, `1!` failed, `1-` reverted. */
export function row(text: string): HistoryRow {
  const version = text.replace(/\D/g, '');
  const outcome = text.endsWith('!') ? 'failed' : text.endsWith('-') ? 'reverted' : 'applied';
  return {
    version,
    description: `recorded ${version}`,
    outcome,
    checksum: text.endsWith('~') ? 'other' : `up ${version}`,
    appliedAt: null,
    durationMs: null,
    appliedBy: null,
    error: null,
    outsideFiles: false,
    columns: {},
  };
}

export function words(text: string): string[] {
  return text.split(' ').filter((word) => word !== '');
}

export function files(text: string, problems: readonly Problem[] = []): MigrationFiles {
  return { migrations: words(text).map(migration), problems };
}

export function rows(text: string): HistoryRow[] {
  return words(text).map(row);
}

export function problem(
  code: ProblemCode,
  severity: Severity,
  path: string | null,
  version: string | null,
): Problem {
  return { code, severity, message: code, path, version, location: null };
}
