import * as l10n from '@vscode/l10n';
import { Option, type Command } from 'commander';
import type { ValidateFormat } from '../commands/validate.ts';
import { addSharedOptions } from '../options.ts';
import { addCommand, givenOptions, type Execute } from './command.ts';

export function addValidate(program: Command, execute: Execute): void {
  const command = addCommand(program, 'validate', {
    summary: l10n.t('Check files against history; changes nothing.'),
    examples: ['strata validate', 'strata validate --format github'],
  }).addOption(
    new Option(
      '--format <format>',
      l10n.t('for people, or as marks on the files in GitHub'),
    ).choices(['human', 'json', 'github'] satisfies ValidateFormat[]),
  );
  addSharedOptions(command).action(async () => {
    const { format, ...shared } = givenOptions<{ format: ValidateFormat }>(command);
    if (shared.json === true && format !== undefined && format !== 'json') {
      command.error(
        l10n.t("error: option '--json' cannot be used with option '--format {0}'", format),
      );
    }
    const json = shared.json === true || format === 'json';
    await execute('validate', { ...shared, json }, async (session) => {
      const { validateCommand } = await import('../commands/validate.ts');
      return validateCommand(session, json ? 'json' : (format ?? 'human'));
    });
  });
}
