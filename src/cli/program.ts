import * as l10n from '@vscode/l10n';
import { Command, CommanderError, Option } from 'commander';
import packageJson from '../../package.json' with { type: 'json' };
import type { ValidateFormat } from './commands/validate.ts';
import type { CommandName, ErrorReport } from './documents.ts';
import { addSharedOptions, wholeNumber, type SharedOptions } from './options.ts';
import type { Outcome } from './outcome.ts';
import type { Wish } from './requests.ts';
import type { Session } from './session.ts';

/** Does a command's work; the options are those given anywhere on the command line. */
export type Execute = (
  name: CommandName,
  options: SharedOptions,
  work: (session: Session) => Promise<Outcome>,
) => Promise<void>;

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

/** The commands, their options and their help; none of them is loaded before it is asked for. */
export function createProgram(execute: Execute): Command {
  const program = new Command('strata')
    .description(l10n.t('Applies and reverts SQL migrations, as the tool of the project does.'))
    .version(packageJson.version, '-V, --version', l10n.t('the version of Strata'))
    .enablePositionalOptions()
    .helpCommand('help [command]', l10n.t('The help of a command.'))
    .configureOutput({ outputError: () => undefined })
    .exitOverride(throwUsage(null));
  addSharedOptions(program, { explained: true });

  addStatus(program, execute);
  addPlan(program, execute);
  addUp(program, execute, false);
  addDown(program, execute, false);
  addTo(program, execute, false);
  addRedo(program, execute, false);
  addCreate(program, execute);
  addValidate(program, execute);
  return program.addHelpText('after', example('strata status', 'strata up', 'strata down 2'));
}

interface Texts {
  readonly summary: string;
  readonly examples: readonly string[];
}

function add(parent: Command, name: CommandName, { summary, examples }: Texts): Command {
  return parent
    .command(name, { isDefault: parent.name() === 'plan' && name === 'up' })
    .description(summary)
    .exitOverride(throwUsage(parent.parent === null ? name : 'plan'))
    .addHelpText('after', example(...examples));
}

function throwUsage(command: CommandName | null) {
  return (error: CommanderError): never => {
    throw new UsageError(command, error);
  };
}

function example(...lines: readonly string[]): string {
  return `\n${l10n.t('For example:')}\n${lines.map((line) => `  ${line}`).join('\n')}`;
}

/** Given on the command line, before or after the command's name; the nearest counts. */
function givenOptions<Options extends object>(command: Command): Partial<Options> & SharedOptions {
  const above = command.parent === null ? {} : givenOptions(command.parent);
  const own = Object.entries(command.opts()).filter(
    ([name]) => command.getOptionValueSource(name) === 'cli',
  );
  return { ...above, ...Object.fromEntries(own) } as Partial<Options> & SharedOptions;
}

function addStatus(program: Command, execute: Execute): void {
  const command = add(program, 'status', {
    summary: l10n.t('The migrations and their states; changes nothing.'),
    examples: ['strata status', 'strata status --exit-code --json'],
  }).option('--exit-code', l10n.t('exit with 1 when anything is pending or wrong'));
  addSharedOptions(command).action(async () => {
    const { exitCode = false, ...shared } = givenOptions<{ exitCode: boolean }>(command);
    await execute('status', shared, async (session) => {
      const { statusCommand } = await import('./commands/status.ts');
      return statusCommand(session, { exitCode });
    });
  });
}

function addPlan(program: Command, execute: Execute): void {
  const command = add(program, 'plan', {
    summary: l10n.t('What up, down, to or redo would do, as SQL.'),
    examples: ['strata plan', 'strata plan down 2', 'strata plan to 20250131120000'],
  }).helpCommand(false);
  addUp(command, execute, true);
  addDown(command, execute, true);
  addTo(command, execute, true);
  addRedo(command, execute, true);
  addSharedOptions(command);
}

interface RunOptions {
  readonly to?: string;
  readonly steps?: number;
  readonly version?: string;
  readonly skipIrreversible?: boolean;
  readonly dryRun?: boolean;
}

/** @param planOnly below `plan`, where nothing is to run */
function addUp(parent: Command, execute: Execute, planOnly: boolean): void {
  const command = add(parent, 'up', {
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

function addDown(parent: Command, execute: Execute, planOnly: boolean): void {
  const command = add(parent, 'down', {
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

function addTo(parent: Command, execute: Execute, planOnly: boolean): void {
  const command = add(parent, 'to', {
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

function addRedo(parent: Command, execute: Execute, planOnly: boolean): void {
  const command = add(parent, 'redo', {
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
        const { planCommand } = await import('./commands/plan.ts');
        return planCommand(session, wish, more);
      });
    } else {
      await execute(wish.kind, options, async (session) => {
        const { runCommand } = await import('./commands/run.ts');
        return runCommand(session, wish, more);
      });
    }
  });
}

interface CreateOptions {
  readonly reversible?: boolean;
  readonly simple?: boolean;
  readonly sequential?: boolean;
  readonly timestamp?: boolean;
  readonly author?: string;
}

function addCreate(program: Command, execute: Execute): void {
  const command = add(program, 'create', {
    summary: l10n.t('Make the files of a new migration.'),
    examples: ['strata create add_users', 'strata create "add users" --reversible'],
  })
    .argument('<name...>', l10n.t('what it does, in a few words'))
    .option('--reversible', l10n.t('an up and a down script'))
    .addOption(new Option('--simple', l10n.t('one script')).conflicts('reversible'))
    .option('--sequential', l10n.t('numbered 1, 2, 3'))
    .addOption(new Option('--timestamp', l10n.t('numbered by the time')).conflicts('sequential'))
    .option('--author <name>', l10n.t('where the tool writes one down'));
  addSharedOptions(command).action(async (words: readonly string[]) => {
    const { reversible, simple, sequential, timestamp, author, ...shared } =
      givenOptions<CreateOptions>(command);
    await execute('create', shared, async (session) => {
      const { createCommand } = await import('./commands/create.ts');
      return createCommand(session, {
        name: words.join(' '),
        reversible: reversible === true ? true : simple === true ? false : null,
        numbering: sequential === true ? 'sequential' : timestamp === true ? 'timestamp' : null,
        author: author ?? null,
      });
    });
  });
}

function addValidate(program: Command, execute: Execute): void {
  const command = add(program, 'validate', {
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
      const { validateCommand } = await import('./commands/validate.ts');
      return validateCommand(session, json ? 'json' : (format ?? 'human'));
    });
  });
}
