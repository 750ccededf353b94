import * as vscode from 'vscode';
import { StrataError } from '../../core/errors.ts';
import type { EnvironmentConfig } from '../../project/config.ts';
import type { ProjectModel } from '../model/project-model.ts';
import { pick } from '../window.ts';
import type { Handlers } from './register.ts';
import type { Targets } from './targets.ts';

/** Commands about which database of a project is meant. */
export function environmentCommands(targets: Targets) {
  return {
    async 'strata.selectEnvironment'(argument) {
      const model = await targets.project(argument);
      if (model === undefined) return;
      const { environments } = model;
      if (environments.length === 0) throw noEnvironments(model);
      const items = Promise.all(environments.map((each) => itemFor(each, model)));
      const chosen = await pick(items, {
        title: vscode.l10n.t('Environment of {0}', model.name),
        placeHolder: vscode.l10n.t('Tree, lenses and commands go there'),
        matchOnDetail: true,
      });
      if (chosen !== undefined) await model.chooseEnvironment(chosen.environment);
    },
  } satisfies Partial<Handlers>;
}

interface EnvironmentItem extends vscode.QuickPickItem {
  readonly environment: EnvironmentConfig;
}

async function itemFor(
  environment: EnvironmentConfig,
  model: ProjectModel,
): Promise<EnvironmentItem> {
  const { state } = model;
  const isCurrent = 'environment' in state && state.environment?.name === environment.name;
  const marks = [
    ...(isCurrent ? [vscode.l10n.t('current')] : []),
    ...(environment.protected ? [vscode.l10n.t('protected')] : []),
  ];
  return {
    label: environment.name,
    description: marks.join(' · '),
    detail: await addressOf(environment, model),
    iconPath: new vscode.ThemeIcon(environment.protected ? 'shield' : 'database'),
    environment,
  };
}

/** Without its password, or why it has none. */
async function addressOf(
  { name }: EnvironmentConfig,
  { project, destinations }: ProjectModel,
): Promise<string> {
  try {
    const destination = project && (await destinations.find(project, name));
    return destination?.target.display ?? vscode.l10n.t('no database');
  } catch (error) {
    if (error instanceof StrataError) return error.message;
    throw error;
  }
}

function noEnvironments({ name }: ProjectModel): StrataError {
  return new StrataError('usage', vscode.l10n.t('{0} has no environments to select from.', name), {
    hint: vscode.l10n.t('Write them into strata.json beside the project.'),
  });
}
