import { createReadStream } from 'node:fs';
import { resolve } from 'node:path';
import { addAbortSignal } from 'node:stream';
import { buffer } from 'node:stream/consumers';
import * as l10n from '@vscode/l10n';
import { StrataError } from '../core/errors.ts';
import { printableLine } from '../core/printable.ts';
import type { Session } from './session.ts';

/**
 * SQL that somebody names on the command line.
 *
 * @param source a file; `-`: what is typed or piped in
 * @throws StrataError `usage` where there is none, `cancelled`
 */
export async function readScript(
  source: string,
  { cwd, signal }: Pick<Session, 'cwd' | 'signal'>,
): Promise<string> {
  const name = source === '-' ? l10n.t('The standard input') : printableLine(source);
  const stream = source === '-' ? process.stdin : createReadStream(resolve(cwd, source));
  const bytes = await buffer(addAbortSignal(signal, stream)).catch((error: unknown) => {
    if (signal.aborted)
      throw new StrataError('cancelled', l10n.t('Interrupted. Nothing was changed.'));
    const { code, message } = error as NodeJS.ErrnoException;
    if (code === 'ENOENT') throw new StrataError('usage', l10n.t('There is no file {0}.', name));
    throw new StrataError('usage', l10n.t('{0} cannot be read: {1}', name, message));
  });
  const sql = decoded(bytes);
  if (sql === null) throw new StrataError('usage', l10n.t('{0} is no text in UTF-8.', name));
  if (sql.trim() === '') throw new StrataError('usage', l10n.t('{0} is empty.', name));
  return sql.endsWith('\n') ? sql : `${sql}\n`;
}

/** Without a byte order mark. */
function decoded(bytes: Uint8Array): string | null {
  try {
    return new TextDecoder('utf-8', { fatal: true }).decode(bytes);
  } catch {
    return null;
  }
}
