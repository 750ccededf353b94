import * as l10n from '@vscode/l10n';
import type { HistoryRow } from '../../core/migration.ts';
import type { Row } from '../../core/statement.ts';
import { isoTime } from '../iso-time.ts';

/** What Strata calls itself in `applied_by`. */
export const PROGRAM = 'strata';

/** Programs that apply folders: what they have applied has one, or it is missing. */
const FOLDER_RUNNERS: readonly unknown[] = [PROGRAM, 'migration_runner.py', 'migrate.py'];

/** Instead of a checksum, where an older history was taken over. */
const BACKFILL = 'legacy_backfill';

export function parseRow(row: Row): HistoryRow {
  const { version, description, status, checksum, applied_at, execution_time_ms } = row;
  const { applied_by, error_message } = row;
  return {
    version: String(version),
    description: textOrNull(description),
    outcome: outcomeOf(status),
    checksum: textOrNull(checksum),
    appliedAt: typeof applied_at === 'string' ? isoTime(applied_at) : null,
    durationMs: typeof execution_time_ms === 'bigint' ? Number(execution_time_ms) : null,
    appliedBy: textOrNull(applied_by),
    error:
      textOrNull(error_message) ??
      (status === 'running' ? l10n.t('it was begun and never ended') : null),
    outsideFiles:
      isFromCode(row) || (typeof applied_by === 'string' && !FOLDER_RUNNERS.includes(applied_by)),
    columns: row,
  };
}

/** Its checksum is not a file's: a hash of code, or none at all. */
export function isFromCode({ checksum, applied_by, metadata }: Row): boolean {
  return (
    checksum === BACKFILL ||
    (typeof applied_by === 'string' && applied_by.endsWith('_backfill')) ||
    (typeof metadata === 'string' && isInline(metadata))
  );
}

/** Only `completed` counts as applied, there as here. */
function outcomeOf(status: unknown): HistoryRow['outcome'] {
  switch (status) {
    case 'completed':
      return 'applied';
    case 'failed':
    case 'running':
      return 'failed';
    default:
      return 'reverted';
  }
}

/** What the runner notes of a migration that is a function of the application's. */
function isInline(metadata: string): boolean {
  try {
    return (JSON.parse(metadata) as { type?: unknown } | null)?.type === 'inline';
  } catch {
    return false;
  }
}

function textOrNull(value: unknown): string | null {
  return typeof value === 'string' ? value : null;
}
