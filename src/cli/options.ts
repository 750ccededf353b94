import * as l10n from '@vscode/l10n';
import { InvalidArgumentError, Option, type Command } from 'commander';

/** Taken by every command, before or after its name. */
export interface SharedOptions {
  readonly project?: string;
  readonly migrations?: string;
  readonly url?: string;
  readonly databaseUrl?: string;
  readonly convention?: string;
  readonly dotenv?: boolean;
  readonly ignoreMissing?: boolean;
  /** In seconds. */
  readonly lockTimeout?: number;
  readonly json?: boolean;
  readonly verbose?: boolean;
  readonly color?: boolean;
}

/** In seconds. */
export const DEFAULT_LOCK_TIMEOUT = 60;

export function addSharedOptions(command: Command): Command {
  return command
    .optionsGroup(l10n.t('Options everywhere:'))
    .option('-C, --project <dir>', l10n.t('the folder of the project (default: this one)'))
    .option('--migrations <dir>', l10n.t('the folder of the migrations, from the project'))
    .option('--url <url>', l10n.t('the address of the database'))
    .addOption(new Option('--database-url <url>').hideHelp())
    .option('--convention <id>', l10n.t('the tool that the migrations are written for'))
    .option('--no-dotenv', l10n.t('leave .env files out'))
    .option('--ignore-missing', l10n.t('go on where an applied migration has no file'))
    .option(
      '--lock-timeout <seconds>',
      l10n.t('wait so long for another runner (default: {0})', DEFAULT_LOCK_TIMEOUT),
      seconds,
    )
    .option('--json', l10n.t('one JSON document on standard output'))
    .option('--verbose', l10n.t('also say where things come from, and times'))
    .option('--no-color', l10n.t('no colours, also on a terminal'))
    .helpOption('-h, --help', l10n.t('this help'));
}

export function wholeNumber(text: string): number {
  const number = Number(text);
  if (/^\d+$/.test(text) && Number.isSafeInteger(number) && number > 0) return number;
  throw new InvalidArgumentError(l10n.t('It is not a whole number above 0.'));
}

function seconds(text: string): number {
  const number = Number(text);
  if (/^\d+(\.\d+)?$/.test(text) && number <= 86_400) return number;
  throw new InvalidArgumentError(l10n.t('It is not a number of seconds, up to a day.'));
}
