import * as vscode from 'vscode';
import { tools } from '../../conventions/registry.ts';
import type { Tool } from '../../conventions/convention.ts';
import { CONFIG_FILE } from '../../project/config.ts';
import type { Project } from '../../project/project.ts';
import { rememberConvention } from '../../project/remember-convention.ts';
import type { ProjectModel } from '../model/project-model.ts';
import { pick } from '../window.ts';

/**
 * Asks which tool the migrations are for, where nothing has said so and what is to be done would decide it.
 * The answer is written beside the project, so that it is asked once.
 *
 * @returns false when the person does not say
 */
export async function settleConvention(model: ProjectModel, project: Project): Promise<boolean> {
  if (project.detection.certain) return true;
  const chosen = await pick(Promise.all(tools.map(itemFor)), {
    title: vscode.l10n.t('Which tool are the migrations of {0} for?', model.name),
    placeHolder: vscode.l10n.t('It is remembered in {0} beside the project', CONFIG_FILE),
    matchOnDetail: true,
  });
  if (chosen === undefined) return false;
  await rememberConvention(project.root, chosen.id);
  await model.refresh();
  return true;
}

/** With the files that a first migration would have: people know them by sight. */
async function itemFor(tool: Tool): Promise<vscode.QuickPickItem & { id: string }> {
  const { id, title } = tool;
  const { convention } = await tool.configure(new Map(), {});
  const request = { name: 'add users', reversible: true, numbering: null, author: null, sql: null };
  const files = convention.scaffold({ ...request, now: new Date() }, []);
  const description = files.length > 1 ? '' : vscode.l10n.t('up and down in one file');
  return { id, label: title, description, detail: files.map(({ path }) => path).join(', ') };
}
