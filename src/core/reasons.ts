import * as l10n from '@vscode/l10n';
import { filesOf } from './migration.ts';
import type { Problem, ProblemCode, Severity } from './problem.ts';
import type { Edit, MigrationStatus } from './state.ts';
import { tally } from './statement-changes.ts';
import { explainUnfinished } from './unfinished-text.ts';

/** A migration's place between files and history, before its state is explained. */
export interface Finding extends Omit<MigrationStatus, 'description' | 'problems'> {
  /** The newest applied version; null when nothing is applied. */
  readonly newest: string | null;
}

/** Why a migration is in a state that needs a person's attention; null where it needs none. */
export function explain(finding: Finding): Problem | null {
  const problem = (code: ProblemCode, severity: Severity, message: string): Problem => ({
    code,
    severity,
    message,
    path: finding.migration?.up.path ?? null,
    version: finding.version,
    location: null,
  });
  const { version, migration, row, newest } = finding;

  switch (finding.state) {
    case 'failed':
      if (finding.unfinished !== null) return explainUnfinished(finding.unfinished, migration);
      return problem(
        'failed',
        'error',
        finding.retryable
          ? failedBefore(version, row?.error ?? null)
          : l10n.t(
              'Migration {0} is recorded as failed: part of it may be in the database. Look at what it left behind, put that right by hand, then mark it: strata repair {0} --applied or --not-applied.',
              version,
            ),
      );
    case 'missing':
      return problem(
        'missing',
        'error',
        l10n.t(
          'Migration {0} ({1}) is applied, but there is no file for it. Bring the file back, or have the history forget it: strata repair {0} --forget.',
          version,
          row?.description ?? '',
        ),
      );
    case 'modified':
      return {
        ...problem(
          finding.difference === 'corrupt-record' ? 'corrupt-history' : 'modified',
          'error',
          modified(finding, {
            version,
            recorded: row?.checksum ?? '',
            actual: migration?.checksum ?? '',
          }),
        ),
        ...placesOf(finding.edit),
      };
    case 'out-of-order':
      return {
        ...problem(
          'out-of-order',
          'warning',
          l10n.t(
            'Migration {0} is pending, but the newer {1} is applied. It will be applied out of order.',
            version,
            newest ?? '',
          ),
        ),
        ...(migration && { fix: { kind: 'renumber', paths: filesOf(migration) } }),
      };
    case 'applied':
    case 'pending':
      return null;
  }
}

function failedBefore(version: string, error: string | null): string {
  return error === null
    ? l10n.t(
        'Migration {0} failed when it was last applied. Correct it and apply it again.',
        version,
      )
    : l10n.t(
        'Migration {0} failed when it was last applied: {1}\nCorrect it and apply it again.',
        version,
        error,
      );
}

function placesOf(edit: Edit | undefined): Pick<Problem, 'location' | 'elsewhere'> {
  const [location = null, ...elsewhere] = edit?.lines ?? [];
  return { location, ...(elsewhere.length > 0 && { elsewhere }) };
}

function modified(
  { difference, edit }: Pick<Finding, 'difference' | 'edit'>,
  sums: { version: string; recorded: string; actual: string },
): string {
  const expected = l10n.t('Expected: {0}\nGot: {1}', sums.recorded, sums.actual);
  switch (difference) {
    case 'line-endings':
      return l10n.t(
        'Migration {0} was edited since it was applied: line endings only. Save it with the line endings it had, or accept it: strata repair {0} --accept.\n{1}',
        sums.version,
        expected,
      );
    case 'byte-order-mark':
      return l10n.t(
        'Migration {0} was edited since it was applied: the byte order mark only. Save it with the encoding it had, or accept it: strata repair {0} --accept.\n{1}',
        sums.version,
        expected,
      );
    case 'encoding':
      return l10n.t(
        'Migration {0} was edited since it was applied: its encoding only. Save it as UTF-8 again, or restore it: strata repair {0} --restore.\n{1}',
        sums.version,
        expected,
      );
    case 'comments':
      return l10n.t(
        'Migration {0} was edited since it was applied: comments and blanks only. Restore it: strata repair {0} --restore; or accept it: strata repair {0} --accept.\n{1}',
        sums.version,
        expected,
      );
    case 'corrupt-record':
      return l10n.t(
        'The recorded checksum of migration {0} has the wrong length, so the file cannot be compared with it. If the file is what was applied: strata repair {0} --accept.\n{1}',
        sums.version,
        expected,
      );
    case 'content':
    case null:
      if (edit !== undefined && edit.statements.length > 0) {
        return l10n.t(
          'Migration {0} was edited since it was applied: {1}. Restore it (strata repair {0} --restore) and put the change into a new migration. If the database has it all the same: strata repair {0} --accept.\n{2}',
          sums.version,
          tally(edit.statements),
          expected,
        );
      }
      return l10n.t(
        'Migration {0} was edited since it was applied. Undo the edit, and put the change into a new migration. If the database has it all the same: strata repair {0} --accept.\n{1}',
        sums.version,
        expected,
      );
  }
}
