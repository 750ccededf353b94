import * as l10n from '@vscode/l10n';
import type { Plan } from '../../core/plan.ts';
import { backupFolder, precedesApplying } from '../../runner/backup.ts';
import type { Status } from '../../runner/status.ts';
import { projectPath, type Place } from '../session.ts';
import { printableLine } from '../../core/printable.ts';

/** What should be so before anything runs in a protected environment. */
export function checklistLines(plan: Plan, { server }: Status, place: Place): readonly string[] {
  return [
    l10n.t('Before you go on:'),
    item(true, l10n.t('The plan is shown above.')),
    server.exists ? backupItem(plan, place) : item(true, l10n.t('There is no database yet.')),
  ];
}

function backupItem({ steps }: Plan, { project, destination }: Place): string {
  const { environment, target } = destination;
  if (!steps.some(({ direction }) => direction === 'up')) {
    return item(false, l10n.t('No backup is made before reverting: strata backup makes one.'));
  }
  if (!precedesApplying(project, target, environment?.backup ?? null)) {
    return item(false, l10n.t('No backup is made before applying: strata backup makes one.'));
  }
  const folder = printableLine(projectPath(project, backupFolder(project, target)));
  return item(true, l10n.t('A backup is made before applying, in {0}.', folder));
}

function item(isSo: boolean, text: string): string {
  return `  [${isSo ? 'x' : ' '}] ${text}`;
}
