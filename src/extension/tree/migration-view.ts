import * as l10n from '@vscode/l10n';
import type { Direction } from '../../core/migration.ts';
import { isPending, type Difference, type MigrationStatus } from '../../core/state.ts';
import type { MigrationAction } from '../model/actions.ts';
import type { StepFailure } from '../../runner/failure.ts';
import type { Unfinished } from '../../core/unfinished.ts';
import type { Moment } from '../../core/time.ts';

/** What a row says besides what the status itself does. */
export interface MigrationView extends Moment {
  readonly root: string;
  /** The id of the group it stands in. */
  readonly group: string;
  /** The next to apply, or the next to revert. */
  readonly isNext: boolean;
  /** Null: whatever one tried would be refused. */
  readonly action: MigrationAction | null;
  /** How it failed a moment ago. */
  readonly failure: StepFailure | null;
  /** What the run in progress does to it, or has done. */
  readonly progress: Progress | null;
}

export interface Progress {
  /** `waiting`: somebody or something keeps it from getting on. */
  readonly kind: 'waiting' | 'at-work' | 'done';
  readonly direction: Direction | null;
}

export function progressText({ kind, direction }: Progress): string {
  switch (kind) {
    case 'waiting':
      return l10n.t('waiting…');
    case 'at-work':
      return direction === 'down' ? l10n.t('reverting…') : l10n.t('applying…');
    case 'done':
      return direction === 'down' ? l10n.t('reverted') : l10n.t('applied');
  }
}

export function stateText(status: MigrationStatus): string {
  const { state, difference, row, retryable, unfinished } = status;
  switch (state) {
    case 'applied':
      return row?.outsideFiles ? l10n.t('applied by application code') : l10n.t('applied');
    case 'pending':
      return l10n.t('pending');
    case 'out-of-order':
      return l10n.t('pending, out of order');
    case 'modified':
      return modified(difference);
    case 'missing':
      return l10n.t('applied, but its file is missing');
    case 'failed':
      if (unfinished !== null) return unfinishedText(unfinished);
      return retryable ? l10n.t('failed at last try') : l10n.t('recorded as failed');
  }
}

function unfinishedText({ direction, completed, total }: Unfinished): string {
  return direction === 'up'
    ? l10n.t('unfinished · {0} of {1} statements applied', completed, total)
    : l10n.t('reverting unfinished · {0} of {1} statements done', completed, total);
}

function modified(difference: Difference | null): string {
  switch (difference) {
    case 'line-endings':
      return l10n.t('edited · line endings only');
    case 'byte-order-mark':
      return l10n.t('edited · byte order mark only');
    case 'encoding':
      return l10n.t('edited · encoding only');
    case 'comments':
      return l10n.t('edited · comments only');
    case 'corrupt-record':
      return l10n.t('recorded checksum is corrupt');
    case 'content':
    case null:
      return l10n.t('edited since applied');
  }
}

/** That it is its turn; null where it is not, or where it would be refused. */
export function nextText(
  status: MigrationStatus,
  { isNext, action }: MigrationView,
): string | null {
  if (!isNext) return null;
  if (isPending(status)) return l10n.t('next to apply');
  return action?.kind === 'revert' ? l10n.t('next to revert') : null;
}
