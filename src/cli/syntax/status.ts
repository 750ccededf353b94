import * as l10n from '@vscode/l10n';
import { Option, type Command } from 'commander';
import type { StatusFormat } from '../commands/status.ts';
import { addSharedOptions } from '../options.ts';
import { addCommand, formatOf, givenOptions, type Execute } from './command.ts';

interface StatusOptions {
  readonly exitCode?: boolean;
  readonly format?: StatusFormat;
}

export function addStatus(program: Command, execute: Execute): void {
  const command = addCommand(program, 'status', {
    summary: l10n.t('The migrations and their states.'),
    examples: ['strata status', 'strata status --exit-code --json'],
  })
    .option('--exit-code', l10n.t('exit with 1 when anything is pending or wrong'))
    .addOption(
      new Option('--format <format>', l10n.t('guide: a line for each migration')).choices([
        'human',
        'json',
        'guide',
      ] satisfies StatusFormat[]),
    );
  addSharedOptions(command).action(async () => {
    const { exitCode = false, format: given, ...shared } = givenOptions<StatusOptions>(command);
    const format = formatOf(command, shared, given);
    await execute('status', { ...shared, json: format === 'json' }, async (session) => {
      const { statusCommand } = await import('../commands/status.ts');
      return statusCommand(session, { exitCode, format });
    });
  });
}
