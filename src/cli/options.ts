import * as l10n from '@vscode/l10n';
import { InvalidArgumentError, Option, type Command } from 'commander';

/** Taken by every command, before or after its name. */
export interface SharedOptions {
  readonly project?: string;
  readonly migrations?: string;
  readonly url?: string;
  readonly databaseUrl?: string;
  readonly environment?: string | undefined;
  readonly convention?: string;
  readonly dotenv?: boolean;
  readonly ignoreMissing?: boolean;
  /** In seconds. */
  readonly lockTimeout?: number;
  /** Instead of typing it on a terminal. */
  readonly confirm?: string;
  readonly json?: boolean;
  readonly verbose?: boolean;
  readonly color?: boolean;
}

/** In seconds. */
const DEFAULT_LOCK_TIMEOUT = 60;

/** In milliseconds. */
export function lockTimeoutOf({ lockTimeout = DEFAULT_LOCK_TIMEOUT }: SharedOptions): number {
  return lockTimeout * 1000;
}

/** @param help whether the command's help explains them, or only names them so as to stay short */
export function addSharedOptions(command: Command, help = { explained: false }): Command {
  const options = sharedOptions();
  for (const option of options) command.addOption(option.hideHelp(!help.explained));
  command
    .addOption(new Option('--database-url <url>').hideHelp())
    .addHelpOption(new Option('-h, --help', l10n.t('this help')).hideHelp(!help.explained));
  return help.explained ? command : command.addHelpText('after', named(options));
}

function sharedOptions(): readonly Option[] {
  return [
    new Option('-C, --project <dir>', l10n.t('the folder of the project (default: this one)')),
    new Option('--migrations <dir>', l10n.t('the folder of the migrations')),
    new Option('--url <url>', l10n.t('the address of the database')),
    new Option('-e, --environment <name>', l10n.t('the environment, as strata.json names it')),
    new Option('--convention <id>', l10n.t('the tool that the migrations are written for')),
    new Option('--no-dotenv', l10n.t('leave .env files out')),
    new Option('--ignore-missing', l10n.t('go on where an applied migration has no file')),
    new Option(
      '--lock-timeout <seconds>',
      l10n.t('wait so long for another runner (default: {0})', DEFAULT_LOCK_TIMEOUT),
    ).argParser(seconds),
    new Option('--confirm <name>', l10n.t('stands for typing the name that is asked for')),
    new Option('--json', l10n.t('one JSON document on standard output')),
    new Option('--verbose', l10n.t('also say where things come from, and times')),
    new Option('--no-color', l10n.t('no colours, also on a terminal')),
  ];
}

function named(options: readonly Option[]): string {
  const lines: string[] = [];
  for (const { flags } of options) {
    const line = lines.at(-1);
    if (line === undefined || line.length + flags.length > 76) lines.push(`  ${flags}`);
    else lines[lines.length - 1] = `${line} · ${flags}`;
  }
  return `\n${l10n.t('Options everywhere (strata --help explains them):')}\n${lines.join('\n')}`;
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
