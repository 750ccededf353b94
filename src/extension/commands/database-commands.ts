import { basename } from 'node:path';
import * as vscode from 'vscode';
import { sizeText } from '../../core/size.ts';
import type { Destination } from '../../project/destination.ts';
import type { Project } from '../../project/project.ts';
import { backUp, listBackups, restoreBackup, type Backup } from '../../runner/backup.ts';
import { initialise } from '../../runner/initialise.ts';
import { createDatabase, shellCommand } from '../../runner/maintenance.ts';
import { plain } from '../text/plain.ts';
import { targetIn } from '../text/where.ts';
import type { ProjectModel } from '../model/project-model.ts';
import { ready } from '../model/ready.ts';
import { settleConvention } from '../run/ask-for-convention.ts';
import { protection } from '../run/confirmation.ts';
import type { RunFlow } from '../run/run-flow.ts';
import type { FlowServices } from '../run/services.ts';
import { workOn } from '../run/task.ts';
import { pick } from '../window.ts';
import type { Handlers } from './register.ts';
import type { Targets } from './targets.ts';

/** Commands on a database as a whole. */
export function databaseCommands(
  targets: Targets,
  { gateway, confirm, voice }: FlowServices,
  flow: RunFlow,
) {
  return {
    async 'strata.init'(argument) {
      const found = await destinationOf(targets, argument);
      if (found === null || !(await settleConvention(found.model, found.project))) return;
      const isCertain = found.project.detection.certain;
      const here = isCertain ? found : await destinationOf(targets, { root: found.model.id });
      if (here === null) return;
      const { model, project, destination, where } = here;
      const question = {
        title: vscode.l10n.t('Create the history table on {0}?', where),
        detail: vscode.l10n.t(
          'An empty table in the form of {0}. Nothing is applied.\n\nTarget: {1}\nAddress: {2}',
          project.convention.title,
          destination.target.display,
          destination.source,
        ),
        action: vscode.l10n.t('Create'),
        typed: protection(destination.environment),
      };
      if (!(await confirm(question, null))) return;
      const title = vscode.l10n.t('Creating the history table on {0}', where);
      const { lockTimeout } = model.settings;
      const done = await workOn(model, title, voice.log, async (signal, onEvent) => {
        const target = await gateway.admit(destination.target);
        return initialise(project, target, { lockTimeout, signal, onEvent });
      });
      if (done === null) return;
      const { table, created } = done.result;
      voice.say(
        created
          ? vscode.l10n.t('Created {0} on {1}.', table, where)
          : vscode.l10n.t('{0} is on {1} already. Nothing was changed.', table, where),
      );
    },

    async 'strata.backUp'(argument) {
      const here = await destinationOf(targets, argument);
      if (here === null) return;
      const { model, project, destination, where } = here;
      const title = vscode.l10n.t('Backing up {0}', where);
      const done = await workOn(model, title, voice.log, async (signal) =>
        backUp(project, await gateway.admit(destination.target), { signal }),
      );
      if (done === null) return;
      const { path, size } = done.result;
      voice.say(vscode.l10n.t('Backed up {0}: {1} ({2}).', where, path, sizeText(size)));
    },

    async 'strata.restore'(argument) {
      const here = await destinationOf(targets, argument);
      if (here === null) return;
      const { model, project, destination, where } = here;
      const backup = await pickBackup(project, destination, where);
      if (backup === undefined) return;
      const question = {
        title: vscode.l10n.t('Restore {0} from {1}?', where, basename(backup)),
        detail: vscode.l10n.t(
          'Everything that {0} holds now is replaced. Back it up first if it may be needed again.\n\nTarget: {1}\nAddress: {2}',
          destination.target.name,
          destination.target.display,
          destination.source,
        ),
        action: vscode.l10n.t('Restore'),
        typed: protection(destination.environment),
      };
      if (!(await confirm(question, null))) return;
      const title = vscode.l10n.t('Restoring {0}', where);
      const { lockTimeout } = model.settings;
      const done = await workOn(model, title, voice.log, async (signal, onEvent) => {
        const target = await gateway.admit(destination.target);
        await restoreBackup(project, target, backup, { lockTimeout, signal, onEvent });
      });
      if (done !== null) voice.say(vscode.l10n.t('Restored {0} from {1}.', where, backup));
    },

    async 'strata.reset'(argument) {
      const model = await targets.project(argument);
      if (model !== undefined) await flow.reset(model);
    },

    async 'strata.createDatabase'(argument) {
      const here = await destinationOf(targets, argument);
      if (here === null) return;
      const { model, destination, where } = here;
      const question = {
        title: vscode.l10n.t('Create the database {0}?', where),
        detail: vscode.l10n.t(
          'Target: {0}\nAddress: {1}',
          destination.target.display,
          destination.source,
        ),
        action: vscode.l10n.t('Create'),
        typed: protection(destination.environment),
      };
      if (!(await confirm(question, null))) return;
      const title = vscode.l10n.t('Creating {0}', where);
      const done = await workOn(model, title, voice.log, async (signal) =>
        createDatabase(await gateway.admit(destination.target), { signal }),
      );
      if (done !== null) voice.say(vscode.l10n.t('Created {0}.', where));
    },

    async 'strata.openShell'(argument) {
      const here = await destinationOf(targets, argument);
      if (here === null) return;
      const { model, destination, where } = here;
      const shell = await shellCommand(await gateway.admit(destination.target), []);
      const terminal = vscode.window.createTerminal({
        name: plain(where),
        shellPath: shell.command,
        shellArgs: [...shell.parameters],
        // Never in the arguments, which other programs can see.
        env: shell.env,
        cwd: model.root,
        iconPath: new vscode.ThemeIcon('database'),
        isTransient: true,
      });
      terminal.show();
    },
  } satisfies Partial<Handlers>;
}

interface Here {
  readonly model: ProjectModel;
  readonly project: Project;
  readonly destination: Destination;
  /** For people. */
  readonly where: string;
}

/** Null: the person chose no project. @throws StrataError where there is no database to act on */
async function destinationOf(targets: Targets, argument: unknown): Promise<Here | null> {
  const model = await targets.project(argument);
  if (model === undefined) return null;
  await model.refresh();
  const { state, project } = model;
  // A database that is not there can be made, and one that cannot be read restored.
  const destination = state.kind === 'unreachable' ? state : ready(model);
  if (project === null) return null;
  const where = targetIn(destination.environment, destination.target);
  return { model, project, destination, where };
}

/** Undefined: none was chosen. */
async function pickBackup(
  project: Project,
  { target }: Destination,
  where: string,
): Promise<string | undefined> {
  const all = await listBackups(project, target);
  const other = { label: vscode.l10n.t('Choose a file…'), path: undefined };
  const items = [...all.map(itemFor), other];
  const chosen = await pick(items, {
    title: vscode.l10n.t('Backups of {0}', where),
    placeHolder:
      all.length === 0
        ? vscode.l10n.t('There is none yet')
        : vscode.l10n.t('Restore which one? You are asked before anything happens.'),
  });
  if (chosen === undefined) return undefined;
  return chosen.path ?? (await askForFile(where));
}

function itemFor({ name, path, takenAt, before, size }: Backup) {
  const taken = new Date(takenAt).toLocaleString(vscode.env.language);
  const when = before === null ? vscode.l10n.t('by hand') : vscode.l10n.t('before {0}', before);
  return { label: taken, description: `${when} · ${sizeText(size)}`, detail: name, path };
}

async function askForFile(where: string): Promise<string | undefined> {
  const [file] =
    (await vscode.window.showOpenDialog({
      canSelectMany: false,
      openLabel: vscode.l10n.t('Restore'),
      title: vscode.l10n.t('A backup of {0}', where),
    })) ?? [];
  return file?.fsPath;
}
