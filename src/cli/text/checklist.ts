import * as l10n from '@vscode/l10n';

/** What should be so before anything runs in a protected environment. */
export function checklistLines(): readonly string[] {
  return [l10n.t('Before you go on:'), item(true, l10n.t('the plan is shown above'))];
}

function item(done: boolean, text: string): string {
  return `  [${done ? 'x' : ' '}] ${text}`;
}
