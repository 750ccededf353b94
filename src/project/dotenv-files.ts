import { existsSync } from 'node:fs';
import { readFile, stat } from 'node:fs/promises';
import { dirname, join, relative } from 'node:path';
import * as l10n from '@vscode/l10n';
import { StrataError } from '../core/errors.ts';
import { unread, whyUnread } from './small-file.ts';
import type { Variables } from './dotenv.ts';

export interface DotenvFile {
  /** Relative to the project. */
  readonly path: string;
  readonly variables: Variables;
}

interface Place {
  /** The project's folder, absolute. */
  readonly root: string;
  /** The folder above which no `.env` is looked for; without it, the repository's. */
  readonly workspace?: string | undefined;
}

/**
 * The `.env` files of the project's folder and those above, nearest first.
 *
 * @throws StrataError `configuration`, naming the file
 */
export async function dotenvFiles(
  project: Place,
  sources: { readonly env: Variables; readonly dotenv: boolean },
): Promise<readonly DotenvFile[]> {
  if (!sources.dotenv) return [];
  const files: DotenvFile[] = [];
  for (const folder of foldersUpwards(project.root, project.workspace)) {
    const path = join(folder, '.env');
    const name = relative(project.root, path).replaceAll('\\', '/');
    const text = await readIfThere(path, name);
    if (text === null) continue;
    const { parseDotenv } = await import('./dotenv.ts');
    files.push({ path: name, variables: parseDotenv(text, sources.env) });
  }
  return files;
}

/** The environment's variables, and below them those of the files, the nearest first. */
export function allVariables(files: readonly DotenvFile[], env: Variables): Variables {
  const inFiles = files.reduceRight<Variables>((all, file) => ({ ...all, ...file.variables }), {});
  return { ...inFiles, ...env };
}

function foldersUpwards(root: string, workspace: string | undefined): string[] {
  const all = [root];
  for (let folder = root; dirname(folder) !== folder; folder = dirname(folder)) {
    all.push(dirname(folder));
  }
  const last = all.findIndex((folder) =>
    workspace === undefined ? existsSync(join(folder, '.git')) : folder === workspace,
  );
  return all.slice(0, Math.max(last, 0) + 1);
}

async function readIfThere(path: string, name: string): Promise<string | null> {
  try {
    const stats = await stat(path);
    // A folder of that name is a Python environment.
    if (stats.isDirectory()) return null;
    const why = whyUnread(stats);
    if (why !== null) throw unread(name, why, { hint: leaveOut() });
    return await readFile(path, 'utf8');
  } catch (error) {
    if (error instanceof StrataError) throw error;
    const { code } = error as NodeJS.ErrnoException;
    if (code === 'ENOENT' || code === 'ENOTDIR') return null;
    throw new StrataError(
      'configuration',
      l10n.t('{0} can’t be read: {1}', name, (error as Error).message),
      { hint: leaveOut() },
    );
  }
}

function leaveOut(): string {
  return l10n.t('Make it readable, or leave .env files out with {0}.', '--no-dotenv');
}
