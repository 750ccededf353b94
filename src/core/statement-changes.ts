import * as l10n from '@vscode/l10n';
import type { StatementChange } from './state.ts';

export type ChangeKind = 'added' | 'removed' | 'changed';

export function kindOf({ before, after }: StatementChange): ChangeKind {
  if (before === null) return 'added';
  return after === null ? 'removed' : 'changed';
}

/** Such as `1 statement changed, 2 added`. */
export function tally(changes: readonly StatementChange[]): string {
  const parts = (['changed', 'added', 'removed'] as const).flatMap((kind) => {
    const count = changes.filter((each) => kindOf(each) === kind).length;
    return count === 0 ? [] : [counted(kind, count)];
  });
  return parts.join(', ');
}

function counted(kind: ChangeKind, count: number): string {
  switch (kind) {
    case 'changed':
      return count === 1 ? l10n.t('1 statement changed') : l10n.t('{0} statements changed', count);
    case 'added':
      return count === 1 ? l10n.t('1 statement added') : l10n.t('{0} statements added', count);
    case 'removed':
      return count === 1 ? l10n.t('1 statement removed') : l10n.t('{0} statements removed', count);
  }
}
