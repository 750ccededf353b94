import { readFile, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import * as l10n from '@vscode/l10n';
import { applyEdits, modify } from 'jsonc-parser';
import { StrataError } from '../core/errors.ts';
import { CONFIG_FILE } from './config.ts';
import { parseConfig } from './parse-config.ts';

/**
 * Writes into `strata.json` which tool a project's migrations are for; everything else in the file
 * stays as it is, comments included.
 *
 * @param root the project's folder, absolute
 * @param id the tool's
 * @throws StrataError `configuration` when the file is wrong or cannot be written
 */
export async function rememberConvention(root: string, id: string): Promise<void> {
  const path = join(root, CONFIG_FILE);
  try {
    const text = await readFile(path, 'utf8').catch(absent);
    if (text !== null) parseConfig(text, path);
    await writeFile(path, withConvention(text ?? '{}\n', id));
  } catch (error) {
    if (error instanceof StrataError) throw error;
    throw new StrataError(
      'configuration',
      l10n.t('{0} could not be written: {1}', CONFIG_FILE, (error as Error).message),
      { cause: error },
    );
  }
}

export function withConvention(text: string, id: string): string {
  const formattingOptions = {
    insertSpaces: !/^\t/m.test(text),
    tabSize: /^( +)\S/m.exec(text)?.[1]?.length ?? 2,
    eol: text.includes('\r\n') ? '\r\n' : '\n',
  };
  return applyEdits(
    text,
    modify(text, ['convention'], id, { formattingOptions, getInsertionIndex: () => 0 }),
  );
}

function absent(error: NodeJS.ErrnoException): null {
  if (error.code === 'ENOENT') return null;
  throw error;
}
