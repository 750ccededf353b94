import * as l10n from '@vscode/l10n';
import { remediesFor, type Remedy } from '../../core/repair.ts';
import type { MigrationStatus } from '../../core/state.ts';

/** What can be done about a migration that plain applying and reverting does not put right. */
export type RepairAction =
  | Remedy
  /** Go on with an unfinished script. */
  | 'continue';

/** The likeliest first. */
export function repairsOn(status: MigrationStatus): readonly RepairAction[] {
  return [
    ...(canContinue(status) ? (['continue'] as const) : []),
    // Of one that is simply applied again nothing was kept.
    ...(status.retryable ? [] : remediesFor(status)),
  ];
}

/** For links and lenses: the ellipsis promises a question. */
export function repairTitle(action: RepairAction, { unfinished }: MigrationStatus): string {
  switch (action) {
    case 'continue':
      return unfinished?.next
        ? l10n.t('Continue from statement {0}…', unfinished.completed + 1)
        : l10n.t('Continue…');
    case 'accept':
      return l10n.t('Accept new checksum…');
    case 'applied':
      return l10n.t('Mark as applied…');
    case 'not-applied':
      return l10n.t('Mark as not applied…');
    case 'forget':
      return l10n.t('Forget…');
  }
}

function canContinue({ unfinished, migration }: MigrationStatus): boolean {
  if (unfinished === null) return false;
  return unfinished.changed === null && migration?.[unfinished.direction] != null;
}
