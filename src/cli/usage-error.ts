import * as l10n from '@vscode/l10n';
import type { CommanderError } from 'commander';
import type { CommandName } from './documents.ts';
import type { ErrorReport } from './documents/shared.ts';

/** The command line could not be parsed, or asked for help only. */
export class UsageError extends Error {
  readonly command: CommandName | null;
  readonly report: ErrorReport;
  readonly isHelp: boolean;

  constructor(command: CommandName | null, { message, code, exitCode }: CommanderError) {
    super(message);
    const [sentence = '', ...more] = message.replace(/^error: /, '').split('\n');
    this.command = command;
    this.isHelp = exitCode === 0;
    this.report = {
      code: 'usage',
      message: code === 'commander.help' ? l10n.t('No command is named.') : sentence,
      hint: [...more, l10n.t('See: strata {0}', `${command ?? ''} --help`.trim())].join('\n'),
    };
  }
}
