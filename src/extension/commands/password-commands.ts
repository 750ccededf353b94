import * as vscode from 'vscode';
import { StrataError } from '../../core/errors.ts';
import { ConnectError } from '../../databases/database.ts';
import { Secret, type PostgresTarget } from '../../databases/target.ts';
import { lacksPassword, type Passwords } from '../model/passwords.ts';
import type { ProjectModel } from '../model/project-model.ts';
import type { Projects } from '../model/projects.ts';
import { ask, pick, showInformation } from '../window.ts';
import type { Handlers } from './register.ts';
import type { Targets } from './targets.ts';

/** Commands about passwords, which are asked for only when somebody wants to be asked. */
export function passwordCommands(targets: Targets, projects: Projects, passwords: Passwords) {
  return {
    async 'strata.enterPassword'(argument) {
      const model = await targets.project(argument);
      if (model === undefined) return;
      const target = targetOf(model);
      const text = await askForPassword(target);
      if (text === undefined) return;
      const keep = await askWhetherToKeep(target);
      if (keep === undefined) return;
      await tryPassword(model, passwords, new Secret(text), keep);
      await projects.refresh();
    },

    async 'strata.forgetPassword'(argument) {
      const model = await targets.project(argument);
      if (model === undefined) return;
      const target = targetOf(model);
      await passwords.forget(target);
      await projects.refresh();
      void showInformation(vscode.l10n.t('The password of {0} is forgotten.', target.display));
    },
  } satisfies Partial<Handlers>;
}

/** One that the server refuses is not kept, and does not stand in the way of the one that was. */
export async function tryPassword(
  model: ProjectModel,
  passwords: Passwords,
  password: Secret,
  keep: boolean,
): Promise<void> {
  const target = targetOf(model);
  passwords.use(target, password);
  await model.refresh();
  const { state } = model;
  const isRefused =
    state.kind === 'unreachable' &&
    state.error instanceof ConnectError &&
    state.error.lacks === 'password';
  if (isRefused) passwords.drop(target);
  else if (keep) await passwords.keep(target, password);
}

function targetOf({ state, name }: ProjectModel): PostgresTarget {
  if ('target' in state && lacksPassword(state.target)) return state.target;
  const hint =
    'target' in state && state.target.engine === 'postgres'
      ? vscode.l10n.t('Its address has one: change it there.')
      : null;
  throw new StrataError(
    'usage',
    vscode.l10n.t('The database of {0} takes no password from here.', name),
    { hint },
  );
}

async function askForPassword({ display, user }: PostgresTarget): Promise<string | undefined> {
  const text = await ask({
    title: vscode.l10n.t('Password for {0}', display),
    prompt: vscode.l10n.t('The password of “{0}”. It is never written to settings or files.', user),
    password: true,
    ignoreFocusOut: true,
  });
  return text === '' ? undefined : text;
}

async function askWhetherToKeep({ display }: PostgresTarget): Promise<boolean | undefined> {
  const items = [
    {
      label: vscode.l10n.t('For this window only'),
      detail: vscode.l10n.t('It is asked again after the window was closed or reloaded.'),
      keep: false,
    },
    {
      label: vscode.l10n.t('Keep it'),
      detail: vscode.l10n.t('In the secret storage of VS Code, for this address.'),
      keep: true,
    },
  ];
  const chosen = await pick(items, {
    title: vscode.l10n.t('Password for {0}', display),
    placeHolder: vscode.l10n.t('For how long?'),
    ignoreFocusOut: true,
  });
  return chosen?.keep;
}
