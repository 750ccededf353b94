import { relative, sep } from 'node:path';
import * as vscode from 'vscode';
import { appliedTextsFolder } from '../../project/applied-text.ts';
import { forgetAll } from '../../project/content-store.ts';
import type { Log } from '../log.ts';
import type { Projects } from '../model/projects.ts';
import { setMigrationsFolder } from '../settings.ts';
import { VIEW_ID } from '../tree/view.ts';
import { showModal } from '../window.ts';
import type { Handlers } from './register.ts';
import type { Targets } from './targets.ts';

/** Commands about Strata itself: what it sees, what it wrote, how it is set up. */
export function windowCommands(
  extensionId: string,
  projects: Projects,
  targets: Targets,
  log: Log,
) {
  return {
    async 'strata.refresh'() {
      await vscode.window.withProgress({ location: { viewId: VIEW_ID } }, async () => {
        await projects.find();
        await projects.refresh();
      });
    },

    'strata.cancel'() {
      for (const { busy } of projects.all) busy?.cancel();
    },

    'strata.showLog'() {
      log.show();
    },

    async 'strata.forgetAppliedTexts'() {
      const folder = appliedTextsFolder(process.env);
      const action = vscode.l10n.t('Forget');
      const question = vscode.l10n.t('Forget the texts of applied migrations?');
      const detail = vscode.l10n.t(
        'Strata keeps them, of all projects, in {0}, so that it can show and restore what was applied. No database changes. What it sees from now on it keeps again, unless strata.keepAppliedTexts is off.',
        folder,
      );
      if ((await showModal(question, detail, action)) !== action) return;
      await forgetAll(folder);
    },

    async 'strata.openSettings'() {
      // A database belongs to a project, and so does its setting; a window's own has no address.
      const command =
        projects.all.length > 0
          ? 'workbench.action.openWorkspaceSettings'
          : 'workbench.action.openSettings';
      await vscode.commands.executeCommand(command, { query: `@ext:${extensionId}` });
    },

    async 'strata.manageTrust'() {
      await vscode.commands.executeCommand('workbench.trust.manage');
    },

    async 'strata.chooseFolder'() {
      const model = await targets.project();
      if (model === undefined) return;
      const [chosen] =
        (await vscode.window.showOpenDialog({
          canSelectFolders: true,
          canSelectFiles: false,
          defaultUri: model.folder.uri,
          openLabel: vscode.l10n.t('Use as Migrations Folder'),
        })) ?? [];
      if (chosen === undefined) return;
      const folder = relative(model.root, chosen.fsPath).split(sep).join('/');
      await setMigrationsFolder(model.folder, folder === '' ? '.' : folder);
    },
  } satisfies Partial<Handlers>;
}
