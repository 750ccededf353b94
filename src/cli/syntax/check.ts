import * as l10n from '@vscode/l10n';
import { Option, type Command } from 'commander';
import type { CheckOptions } from '../commands/check.ts';
import { addSharedOptions } from '../options.ts';
import { addCommand, formatOf, givenOptions, type Execute } from './command.ts';

export function addCheck(program: Command, execute: Execute): void {
  const command = addCommand(program, 'check', {
    summary: l10n.t('Try all migrations, up and down, on a shadow.'),
    examples: ['strata check', 'strata check --from 20250131120000 --format github'],
  })
    .addOption(
      new Option(
        '--format <format>',
        l10n.t('for people, or as marks on the files in GitHub'),
      ).choices(['human', 'json', 'github'] satisfies CheckOptions['format'][]),
    )
    .option('--from <version>', l10n.t('rules only for what comes after it'));
  addSharedOptions(command).action(async () => {
    const { format: given, from, ...shared } = givenOptions<CheckOptions>(command);
    const format = formatOf(command, shared, given);
    await execute('check', { ...shared, json: format === 'json' }, async (session) => {
      const { checkCommand } = await import('../commands/check.ts');
      return checkCommand(session, { format, ...(from !== undefined && { from }) });
    });
  });
}

export function addDrift(program: Command, execute: Execute): void {
  const command = addCommand(program, 'drift', {
    summary: l10n.t('What was changed in the database by hand.'),
    examples: ['strata drift', 'strata drift --create hand_made_changes'],
  });
  command.option('--create <name>', l10n.t('make a migration that would make these changes'));
  addSharedOptions(command).action(async () => {
    const { create, ...shared } = givenOptions<{ readonly create?: string }>(command);
    await execute('drift', shared, async (session) => {
      const { driftCommand } = await import('../commands/drift.ts');
      return driftCommand(session, create === undefined ? {} : { create });
    });
  });
}
