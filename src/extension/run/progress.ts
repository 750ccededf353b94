import * as vscode from 'vscode';
import { plain } from '../text/plain.ts';
import { VIEW_ID } from '../tree/view.ts';

/** In milliseconds. Most runs are over by then, and the view's bar has shown them. */
const NOTIFY_AFTER = 2000;

export interface Progress {
  report(text: string): void;
  /** One of `count` parts is done. */
  advance(count: number): void;
}

/**
 * Shows work that can be cancelled: the view's bar at once and, should it take longer, a
 * notification with words and a Cancel button.
 */
export async function withProgress<T>(
  title: string,
  cancel: () => void,
  work: (progress: Progress) => Promise<T>,
): Promise<T> {
  let text = '';
  let advanced = 0;
  let notification: vscode.Progress<{ message?: string; increment?: number }> | undefined;

  const working = work({
    report: (message) => {
      text = plain(message);
      notification?.report({ message: text });
    },
    advance: (count) => {
      advanced += 100 / count;
      notification?.report({ increment: 100 / count });
    },
  });
  const settled = working.then(ignore, ignore);
  void vscode.window.withProgress({ location: { viewId: VIEW_ID } }, () => settled);

  const timer = setTimeout(() => {
    const location = vscode.ProgressLocation.Notification;
    void vscode.window.withProgress(
      { location, title: plain(title), cancellable: true },
      (progress, token) => {
        token.onCancellationRequested(cancel);
        notification = progress;
        progress.report({ message: text, increment: advanced });
        return settled;
      },
    );
  }, NOTIFY_AFTER);
  try {
    return await working;
  } finally {
    clearTimeout(timer);
  }
}

function ignore(): void {
  // How it ended is for whoever awaits the work itself.
}
