import * as l10n from '@vscode/l10n';
import { Command } from 'commander';
import packageJson from '../../package.json' with { type: 'json' };
import { addSharedOptions } from './options.ts';
import { example, throwUsage, type Execute } from './syntax/command.ts';
import { addCreate } from './syntax/create.ts';
import { addPlan } from './syntax/plan.ts';
import { addDown, addRedo, addTo, addUp } from './syntax/run.ts';
import { addStatus } from './syntax/status.ts';
import { addValidate } from './syntax/validate.ts';

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
