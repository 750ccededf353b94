import * as l10n from '@vscode/l10n';
import type { Command } from 'commander';
import { addSharedOptions } from '../options.ts';
import { addCommand, givenOptions, type Execute } from './command.ts';

export function addStatus(program: Command, execute: Execute): void {
  const command = addCommand(program, 'status', {
    summary: l10n.t('The migrations and their states; changes nothing.'),
    examples: ['strata status', 'strata status --exit-code --json'],
  }).option('--exit-code', l10n.t('exit with 1 when anything is pending or wrong'));
  addSharedOptions(command).action(async () => {
    const { exitCode = false, ...shared } = givenOptions<{ exitCode: boolean }>(command);
    await execute('status', shared, async (session) => {
      const { statusCommand } = await import('../commands/status.ts');
      return statusCommand(session, { exitCode });
    });
  });
}
