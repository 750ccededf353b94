import * as vscode from 'vscode';
import { StrataError } from '../../core/errors.ts';
import type { RunEvent } from '../../runner/run-result.ts';
import type { Log } from '../log.ts';
import type { ProjectModel } from '../model/project-model.ts';
import type { Busy } from '../model/state.ts';
import { busyAfter } from './busy.ts';
import { withProgress, type Progress } from './progress.ts';
import { logText } from './run-text.ts';

/** `follow` is to be told what happens. */
export type Work<T> = (signal: AbortSignal, follow: (event: RunEvent) => void) => Promise<T>;

/**
 * Works on a project's database: alone, in sight, to be cancelled, and read again afterwards.
 *
 * @returns null when it was cancelled
 * @throws StrataError `refused` when the project is at work already; as `work` does
 */
export async function workOn<T>(
  model: ProjectModel,
  title: string,
  log: Log,
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
  const follow = (event: RunEvent, progress: Progress): void => {
    log.info(logText(event));
    if (event.kind === 'started' && event.index > 0) progress.advance(event.count);
    if (model.busy === null) return;
    const busy = busyAfter(model.busy, event);
    progress.report(busy.waiting ?? busy.text);
    model.setBusy(busy);
  };
  log.info(title);
  const nothingYet = { version: null, direction: null, done: new Set<string>() };
  const begun: Busy = { ...nothingYet, text: '', waiting: null, cancel };
  try {
    const result = await model.occupy(begun, () =>
      withProgress(title, cancel, (progress) =>
        work(controller.signal, (event) => {
          follow(event, progress);
        }),
      ),
    );
    return { result };
  } catch (error) {
    if (error instanceof StrataError && error.code === 'cancelled') return null;
    throw error;
  } finally {
    await model.refresh();
  }
}
