import * as l10n from '@vscode/l10n';
import { Option, type Command } from 'commander';
import type { ValidateFormat } from '../commands/validate.ts';
import { addSharedOptions } from '../options.ts';
import { addCommand, formatOf, givenOptions, type Execute } from './command.ts';

export function addValidate(program: Command, execute: Execute): void {
  const command = addCommand(program, 'validate', {
    summary: l10n.t('Check files against history.'),
    examples: ['strata validate', 'strata validate --format github'],
  }).addOption(
    new Option(
      '--format <format>',
      l10n.t('for people, or as marks on the files in GitHub'),
    ).choices(['human', 'json', 'github'] satisfies ValidateFormat[]),
  );
  addSharedOptions(command).action(async () => {
    const { format: given, ...shared } = givenOptions<{ format: ValidateFormat }>(command);
    const format = formatOf(command, shared, given);
    await execute('validate', { ...shared, json: format === 'json' }, async (session) => {
      const { validateCommand } = await import('../commands/validate.ts');
      return validateCommand(session, format);
    });
  });
}
