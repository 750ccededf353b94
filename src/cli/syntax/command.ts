import * as l10n from '@vscode/l10n';
import type { Command, CommanderError } from 'commander';
import type { CommandName } from '../documents.ts';
import type { SharedOptions } from '../options.ts';
import type { Outcome } from '../outcome.ts';
import type { Session } from '../session.ts';
import { UsageError } from '../usage-error.ts';

/** Does a command's work; the options are those given anywhere on the command line. */
export type Execute = (
  name: CommandName,
  options: SharedOptions,
  work: (session: Session) => Promise<Outcome>,
) => Promise<void>;

export interface CommandTexts {
  readonly summary: string;
  readonly examples: readonly string[];
}

/** A command with its help, which ends in an example. */
export function addCommand(
  parent: Command,
  name: CommandName,
  { summary, examples }: CommandTexts,
): Command {
  return parent
    .command(name, { isDefault: parent.name() === 'plan' && name === 'up' })
    .description(summary)
    .exitOverride(throwUsage(parent.parent === null ? name : 'plan'))
    .addHelpText('after', example(...examples));
}

/** Of a command line that commander cannot parse. */
export function throwUsage(command: CommandName | null) {
  return (error: CommanderError): never => {
    throw new UsageError(command, error);
  };
}

export function example(...lines: readonly string[]): string {
  return `\n${l10n.t('For example:')}\n${lines.map((line) => `  ${line}`).join('\n')}`;
}

/** Given on the command line, before or after the command's name; the nearest counts. */
export function givenOptions<Options extends object>(
  command: Command,
): Partial<Options> & SharedOptions {
  const above = command.parent === null ? {} : givenOptions(command.parent);
  const own = Object.entries(command.opts()).filter(
    ([name]) => command.getOptionValueSource(name) === 'cli',
  );
  return { ...above, ...Object.fromEntries(own) } as Partial<Options> & SharedOptions;
}

/** `--json` is a format, too, and the only one it goes with. */
export function formatOf<Format extends string>(
  command: Command,
  { json }: SharedOptions,
  format: Format | undefined,
): Format | 'human' | 'json' {
  if (json !== true) return format ?? 'human';
  if (format === undefined || format === 'json') return 'json';
  return command.error(
    l10n.t("error: option '--json' cannot be used with option '--format {0}'", format),
  );
}
