import * as l10n from '@vscode/l10n';
import type { Command } from 'commander';
import { addSharedOptions } from '../options.ts';
import { addCommand, givenOptions, type Execute } from './command.ts';

export function addInit(program: Command, execute: Execute): void {
  const command = addCommand(program, 'init', {
    summary: l10n.t('Make the empty history table, as the tool would.'),
    examples: ['strata init', 'strata init --environment staging'],
  });
  addSharedOptions(command).action(async () => {
    await execute('init', givenOptions(command), async (session) => {
      const { initCommand } = await import('../commands/init.ts');
      return initCommand(session);
    });
  });
}
