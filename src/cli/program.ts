import * as l10n from '@vscode/l10n';
import { Command, Help } from 'commander';
import packageJson from '../../package.json' with { type: 'json' };
import { addSharedOptions } from './options.ts';
import { example, throwUsage, type Execute } from './syntax/command.ts';
import { addBackup, addBackups, addRestore } from './syntax/backup.ts';
import { addCheck, addDrift } from './syntax/check.ts';
import { addCreate } from './syntax/create.ts';
import { addDatabase, addReset } from './syntax/database.ts';
import { addDoctor } from './syntax/doctor.ts';
import { addInit } from './syntax/init.ts';
import { addPlan } from './syntax/plan.ts';
import { addRehearse } from './syntax/rehearse.ts';
import { addBaseline, addRepair } from './syntax/repair.ts';
import { addDown, addRedo, addTo, addUp } from './syntax/run.ts';
import { addShell } from './syntax/shell.ts';
import { addStatus } from './syntax/status.ts';
import { addValidate } from './syntax/validate.ts';

/**
 * The commands, their options and their help; none of them is loaded before it is asked for.
 *
 * @param first of what is on the command line: where it names a command, that is the only one
 */
export function createProgram(execute: Execute, first = ''): Command {
  const isAsked = GROUPS.some(({ commands }) => Object.hasOwn(commands, first));
  const program = new Command('strata')
    .description(l10n.t('Applies and reverts SQL migrations, as the tool of the project does.'))
    .version(packageJson.version, '-V, --version', l10n.t('the version of Strata'))
    .enablePositionalOptions()
    .helpCommand('help [command]')
    .configureHelp({ subcommandTerm: term, visibleCommands: commandsBesidesHelp })
    .configureOutput({ outputError: () => undefined })
    .exitOverride(throwUsage(null));
  addSharedOptions(program, { explained: true });

  for (const { heading, commands } of GROUPS) {
    program.commandsGroup(heading());
    for (const [name, add] of Object.entries(commands)) {
      if (name === first || !isAsked) add(program, execute);
    }
  }
  return program.addHelpText('after', example('strata status', 'strata up'));
}

interface Group {
  readonly heading: () => string;
  readonly commands: Readonly<Record<string, (program: Command, execute: Execute) => void>>;
}

/** As help lists them. */
const GROUPS: readonly Group[] = [
  {
    heading: () => l10n.t('Look; nothing changes anywhere:'),
    commands: {
      status: addStatus,
      plan: addPlan,
      validate: addValidate,
      check: addCheck,
      drift: addDrift,
      doctor: addDoctor,
      backups: addBackups,
    },
  },
  {
    heading: () => l10n.t('Write, apply and revert migrations:'),
    commands: {
      create: addCreate,
      rehearse: addRehearse,
      up: addUp,
      down: addDown,
      to: addTo,
      redo: addRedo,
      init: addInit,
      repair: addRepair,
      baseline: addBaseline,
    },
  },
  {
    heading: () => l10n.t('The database as a whole:'),
    commands: {
      backup: addBackup,
      restore: addRestore,
      reset: addReset,
      database: addDatabase,
      shell: addShell,
    },
  },
];

/** What it does is said by every line above it. */
function commandsBesidesHelp(command: Command): Command[] {
  return new Help().visibleCommands(command).filter((each) => each.name() !== 'help');
}

/** Without "[options]", which all of them take. */
function term(command: Command): string {
  const parameters = command.registeredArguments.map((each) => `[${each.name()}]`);
  return [command.name(), ...parameters].join(' ');
}
