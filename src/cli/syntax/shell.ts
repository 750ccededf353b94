import * as l10n from '@vscode/l10n';
import type { Command } from 'commander';
import { addSharedOptions } from '../options.ts';
import { addCommand, givenOptions, type Execute } from './command.ts';

export function addShell(program: Command, execute: Execute): void {
  const command = addCommand(program, 'shell', {
    summary: l10n.t('Open psql or sqlite3 on the database.'),
    examples: ['strata shell', 'strata shell -- -c "SELECT 1"'],
  }).argument('[parameters...]', l10n.t('for that program, after --'));
  addSharedOptions(command).action(async (parameters: readonly string[]) => {
    const options = givenOptions(command);
    if (options.json === true) {
      command.error(l10n.t("error: option '{0}' cannot be used with {1}", '--json', 'shell'));
    }
    await execute('shell', options, async (session) => {
      const { shellCommand } = await import('../commands/shell.ts');
      return shellCommand(session, parameters);
    });
  });
}
