import type { Stats } from 'node:fs';
import * as l10n from '@vscode/l10n';
import { StrataError, type ErrorPlace } from '../core/errors.ts';

/** In bytes: nobody writes a larger one by hand. */
const MAX_SIZE = 1_000_000;

/**
 * Why a file is not read; null: it may be. A pipe would keep us waiting, and a device never end,
 * for which a link in a stranger's repository is enough.
 */
export function whyUnread(stats: Stats): 'no-file' | 'too-large' | null {
  if (!stats.isFile()) return 'no-file';
  return stats.size > MAX_SIZE ? 'too-large' : null;
}

/** @param name of the file, for people */
export function unread(
  name: string,
  why: 'no-file' | 'too-large',
  options: { readonly hint?: string; readonly place?: ErrorPlace } = {},
): StrataError {
  const message =
    why === 'no-file'
      ? l10n.t('{0} is not a file.', name)
      : l10n.t('{0} is larger than 1 MB.', name);
  return new StrataError('configuration', message, options);
}
