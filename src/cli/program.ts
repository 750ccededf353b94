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

/** The commands, their options and their help; none of them is loaded before it is asked for. */
export function createProgram(execute: Execute): Command {
  const program = new Command('strata')
    .description(l10n.t('Applies and reverts SQL migrations, as the tool of the project does.'))
    .version(packageJson.version, '-V, --version', l10n.t('the version of Strata'))
    .enablePositionalOptions()
    .helpCommand('help [command]')
    .configureHelp({ subcommandTerm: term, visibleCommands: commandsBesidesHelp })
    .configureOutput({ outputError: () => undefined })
    .exitOverride(throwUsage(null));
  addSharedOptions(program, { explained: true });

  program.commandsGroup(l10n.t('Look; nothing changes anywhere:'));
  addStatus(program, execute);
  addPlan(program, execute);
  addValidate(program, execute);
  addCheck(program, execute);
  addDrift(program, execute);
  addDoctor(program, execute);
  addBackups(program, execute);
  program.commandsGroup(l10n.t('Write, apply and revert migrations:'));
  addCreate(program, execute);
  addRehearse(program, execute);
  addUp(program, execute, false);
  addDown(program, execute, false);
  addTo(program, execute, false);
  addRedo(program, execute, false);
  addInit(program, execute);
  addRepair(program, execute);
  addBaseline(program, execute);
  program.commandsGroup(l10n.t('The database as a whole:'));
  addBackup(program, execute);
  addRestore(program, execute);
  addReset(program, execute);
  addDatabase(program, execute);
  addShell(program, execute);
  return program.addHelpText('after', example('strata status', 'strata up'));
}

/** What it does is said by every line above it. */
function commandsBesidesHelp(command: Command): Command[] {
  return new Help().visibleCommands(command).filter((each) => each.name() !== 'help');
}

/** Without "[options]", which all of them take. */
function term(command: Command): string {
  const parameters = command.registeredArguments.map((each) => `[${each.name()}]`);
  return [command.name(), ...parameters].join(' ');
}
