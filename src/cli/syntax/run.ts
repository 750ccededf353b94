import * as l10n from '@vscode/l10n';
import { Option, type Command } from 'commander';
import { addSharedOptions, wholeNumber } from '../options.ts';
import type { Wish } from '../requests.ts';
import { addCommand, givenOptions, type Execute } from './command.ts';

interface RunOptions {
  readonly to?: string;
  readonly steps?: number;
  readonly version?: string;
  readonly skipIrreversible?: boolean;
  readonly dryRun?: boolean;
}

/** @param planOnly below `plan`, where nothing is to run */
export function addUp(parent: Command, execute: Execute, planOnly = false): void {
  const command = addCommand(parent, 'up', {
    summary: l10n.t('Apply what is pending, in order.'),
    examples: examples(planOnly, 'up', 'up --steps 1', 'up --to 20250131120000'),
  })
    .addOption(
      new Option('--to <version>', l10n.t('up to this one, which is applied too')).conflicts(
        'steps',
      ),
    )
    .option('--steps <n>', l10n.t('at most so many'), wholeNumber);
  finish(command, execute, planOnly, (_, { to, steps }) => ({
    kind: 'up',
    ...(to !== undefined && { to }),
    ...(steps !== undefined && { steps }),
  }));
}

export function addDown(parent: Command, execute: Execute, planOnly = false): void {
  const command = addCommand(parent, 'down', {
    summary: l10n.t('Revert the newest, in the order of the tool.'),
    examples: examples(planOnly, 'down', 'down 2', 'down --to 20250131120000', 'down --to 0'),
  })
    .argument('[n]', l10n.t('how many (default: 1)'), wholeNumber)
    .addOption(
      new Option(
        '--to <version>',
        l10n.t('down to this one, which stays; 0 reverts all'),
      ).conflicts('steps'),
    )
    .option('--steps <n>', l10n.t('as [n]'), wholeNumber)
    .option('--skip-irreversible', l10n.t('pass over those without a down script'));
  finish(command, execute, planOnly, ([count], { to, steps }) => {
    if (count !== undefined && (to !== undefined || steps !== undefined)) {
      command.error(l10n.t('error: a number cannot be used with --to or --steps'));
    }
    const number = steps ?? (count as number | undefined);
    return {
      kind: 'down',
      ...(to !== undefined && { to }),
      ...(number !== undefined && { steps: number }),
    };
  });
}

export function addTo(parent: Command, execute: Execute, planOnly = false): void {
  const command = addCommand(parent, 'to', {
    summary: l10n.t('Apply or revert up to a version; 0 reverts all.'),
    examples: examples(planOnly, 'to 20250131120000', 'to 0'),
  })
    .argument('[version]', l10n.t('the version that is to be the newest'))
    .addOption(new Option('--version <version>').hideHelp())
    .option('--skip-irreversible', l10n.t('pass over those without a down script'));
  finish(command, execute, planOnly, ([argument], options) => {
    const version = (argument as string | undefined) ?? options.version;
    if (version === undefined) {
      return command.error(l10n.t("error: missing required argument '{0}'", 'version'));
    }
    if (argument !== undefined && options.version !== undefined) {
      command.error(l10n.t('error: the version is given twice'));
    }
    return { kind: 'to', version };
  });
}

export function addRedo(parent: Command, execute: Execute, planOnly = false): void {
  const command = addCommand(parent, 'redo', {
    summary: l10n.t('Revert the newest and apply them again.'),
    examples: examples(planOnly, 'redo', 'redo 2'),
  })
    .argument('[n]', l10n.t('how many (default: 1)'), wholeNumber)
    .option('--skip-irreversible', l10n.t('pass over those without a down script'));
  finish(command, execute, planOnly, ([count]) => ({
    kind: 'redo',
    steps: (count as number | undefined) ?? 1,
  }));
}

function examples(planOnly: boolean, ...lines: readonly string[]): readonly string[] {
  return lines.map((line) => `strata ${planOnly ? 'plan ' : ''}${line}`);
}

function finish(
  command: Command,
  execute: Execute,
  planOnly: boolean,
  wishOf: (given: readonly unknown[], options: RunOptions) => Wish,
): void {
  if (!planOnly) command.option('--dry-run', l10n.t('show the plan and its SQL; change nothing'));
  addSharedOptions(command).action(async () => {
    const options = givenOptions<RunOptions>(command);
    const wish = wishOf(command.processedArgs as readonly unknown[], options);
    const more = { skipIrreversible: options.skipIrreversible ?? false };
    if (planOnly || options.dryRun === true) {
      await execute('plan', options, async (session) => {
        const { planCommand } = await import('../commands/plan.ts');
        return planCommand(session, wish, more);
      });
    } else {
      await execute(wish.kind, options, async (session) => {
        const { runCommand } = await import('../commands/run.ts');
        return runCommand(session, wish, more);
      });
    }
  });
}
