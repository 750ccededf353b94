import * as l10n from '@vscode/l10n';
import { versionBeside } from './migration.ts';
import type { Step } from './plan.ts';

/** "apply add widgets (20250120000011)": people know them by name. */
export function stepTitle({ direction, migration, from, continues }: Step): string {
  const { description } = migration;
  const version = versionBeside(migration);
  if (continues !== undefined) {
    return direction === 'up'
      ? l10n.t('continue to apply {0} ({1}) from statement {2}', description, version, from + 1)
      : l10n.t('continue to revert {0} ({1}) from statement {2}', description, version, from + 1);
  }
  return direction === 'up'
    ? l10n.t('apply {0} ({1})', description, version)
    : l10n.t('revert {0} ({1})', description, version);
}
