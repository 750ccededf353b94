import * as l10n from '@vscode/l10n';
import { remediesFor, type Remedy } from '../../core/repair.ts';
import type { MigrationStatus } from '../../core/state.ts';

/** What can be done about a migration that plain applying and reverting does not put right. */
export type RepairAction =
  | Remedy
  /** Go on with an unfinished script. */
  | 'continue'
  /** The edited file is to be what was applied again. */
  | 'restore'
  /** The same, and what was edited goes into a new migration. */
  | 'move';

/** The likeliest first. */
export function repairsOn(status: MigrationStatus): readonly RepairAction[] {
  return [
    ...(canContinue(status) ? (['continue'] as const) : []),
    ...(status.edit === undefined ? [] : (['restore'] as const)),
    ...(status.edit?.statements.length ? (['move'] as const) : []),
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
    case 'restore':
      return l10n.t('Restore what was applied');
    case 'move':
      return l10n.t('Move the edit into a new migration…');
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
