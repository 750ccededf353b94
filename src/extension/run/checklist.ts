import * as l10n from '@vscode/l10n';
import type { Plan } from '../../core/plan.ts';
import { backupFolder, precedesApplying } from '../../runner/backup.ts';
import type { ReadyState } from '../model/state.ts';

/** What a person should know before anything runs in a protected environment. */
export function checklist(plan: Plan, state: ReadyState): readonly string[] {
  return [
    l10n.t('Backup: {0}', backupText(plan, state)),
    l10n.t('Plan: Show SQL has every statement that would run.'),
    l10n.t('Afterwards migrations and history are validated.'),
  ];
}

function backupText({ steps }: Plan, { environment, target, status }: ReadyState): string {
  const { project, server } = status;
  if (!steps.some(({ direction }) => direction === 'up')) {
    return l10n.t('none is made, because nothing is applied.');
  }
  if (!server.exists) return l10n.t('none is made, because there is no database yet.');
  const habit = environment?.backup ?? null;
  if (precedesApplying(project, target, habit)) {
    return l10n.t('made first, in {0}.', backupFolder(project, target));
  }
  return habit === 'never'
    ? l10n.t('none is made, because strata.json says so.')
    : l10n.t('none is made, because nobody has asked for one in strata.json.');
}
