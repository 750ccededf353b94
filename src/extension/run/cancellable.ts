import { withProgress, type Progress } from './progress.ts';

/** @returns null when it was cancelled */
export async function cancellable<T>(
  title: string,
  work: (signal: AbortSignal, progress: Progress) => Promise<T>,
): Promise<T | null> {
  const controller = new AbortController();
  const { signal } = controller;
  const cancel = (): void => {
    controller.abort();
  };
  try {
    return await withProgress(title, cancel, (progress) => work(signal, progress));
  } catch (error) {
    if (signal.aborted) return null;
    throw error;
  }
}
