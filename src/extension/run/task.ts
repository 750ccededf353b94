import * as vscode from 'vscode';
import { StrataError } from '../../core/errors.ts';
import type { ProjectModel } from '../model/project-model.ts';
import type { Busy } from '../model/state.ts';
import { withProgress, type Progress } from './progress.ts';

export type Work<T> = (signal: AbortSignal, progress: Progress) => Promise<T>;

/**
 * Works on a project's database: alone, in sight, to be cancelled, and read again afterwards.
 *
 * @returns null when it was cancelled
 * @throws StrataError `refused` when the project is at work already; as `work` does
 */
export async function workOn<T>(
  model: ProjectModel,
  title: string,
  log: vscode.LogOutputChannel,
  work: Work<T>,
): Promise<{ readonly result: T } | null> {
  if (model.busy !== null) {
    throw new StrataError(
      'refused',
      vscode.l10n.t('Strata is at work on {0} already.', model.name),
    );
  }
  const controller = new AbortController();
  const cancel = (): void => {
    log.info(vscode.l10n.t('cancelling'));
    controller.abort();
  };
  log.info(title);
  const waiting: Busy = { version: null, direction: null, done: new Set(), cancel };
  try {
    const result = await model.occupy(waiting, () =>
      withProgress(title, cancel, (progress) => work(controller.signal, progress)),
    );
    return { result };
  } catch (error) {
    if (error instanceof StrataError && error.code === 'cancelled') return null;
    throw error;
  } finally {
    await model.refresh();
  }
}
