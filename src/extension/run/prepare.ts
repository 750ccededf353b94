import * as vscode from 'vscode';
import type { ProjectModel } from '../model/project-model.ts';
import { ready } from '../model/ready.ts';
import type { ReadyState } from '../model/state.ts';
import { settleConvention } from './ask-for-convention.ts';
import { saveFirst } from './save-first.ts';
import type { Voice } from './voice.ts';

/**
 * Saves the scripts and reads what is true now.
 *
 * @returns null when the person does not say which tool the files are for
 * @throws StrataError why there is no database to act on, or what could not be saved
 */
export async function prepare(model: ProjectModel, voice: Voice): Promise<ReadyState | null> {
  await model.refresh();
  const saved = await saveFirst(model, ready(model).files);
  if (saved.length > 0) {
    voice.tell(vscode.l10n.t('Saved {0} first.', saved.join(', ')));
    await model.refresh();
  }
  const { status } = ready(model);
  const isCertain = status.files.migrations.length === 0 || status.project.detection.certain;
  if (!isCertain && !(await settleConvention(model, status.project))) return null;
  return ready(model);
}
