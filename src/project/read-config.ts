import { readFile, stat } from 'node:fs/promises';
import { join } from 'node:path';
import * as l10n from '@vscode/l10n';
import { StrataError } from '../core/errors.ts';
import { unread, whyUnread } from './small-file.ts';

/**
 * The text of a configuration file, without a byte order mark; null where there is none.
 *
 * @param path relative to `root`
 * @throws StrataError `configuration` for what cannot be read as text
 */
export async function readConfigFile(root: string, path: string): Promise<string | null> {
  const absolute = join(root, path);
  const place = { path: absolute, line: 1 };
  try {
    const why = whyUnread(await stat(absolute));
    if (why !== null) throw unread(path, why, { place });
    return new TextDecoder('utf-8', { fatal: true }).decode(await readFile(absolute));
  } catch (error) {
    if (error instanceof StrataError) throw error;
    const { code, message } = error as NodeJS.ErrnoException;
    if (code === 'ENOENT') return null;
    throw new StrataError(
      'configuration',
      code === 'ERR_ENCODING_INVALID_ENCODED_DATA'
        ? l10n.t('{0} is not UTF-8 text.', path)
        : l10n.t('{0} cannot be read: {1}', path, message),
      { cause: error, place },
    );
  }
}
