import { mkdir, rm, writeFile } from 'node:fs/promises';
import { dirname, join } from 'node:path';
import * as l10n from '@vscode/l10n';
import type { Convention, ScaffoldRequest } from '../conventions/convention.ts';
import { StrataError } from '../core/errors.ts';
import { tellSystemError } from '../core/system-error.ts';
import { readMigrations } from './migrations.ts';
import { newFiles } from './new-files.ts';
import type { Project } from './project.ts';

/**
 * Writes the files of a new migration, all or none, and the folder where it is not there yet.
 *
 * @returns their paths, relative to the project
 * @throws StrataError `usage` for a name that can't be one, `configuration` when writing fails
 */
export async function createMigration(
  project: Project,
  request: ScaffoldRequest,
): Promise<readonly string[]> {
  const { candidates } = await readMigrations(project);
  const files = newFiles(project, candidates, [request]);
  const created: string[] = [];
  const folders: string[] = [];
  try {
    for (const { path, content } of files) {
      const absolute = join(project.root, path);
      const made = await mkdir(dirname(absolute), { recursive: true });
      if (made !== undefined) folders.push(made);
      await writeFile(absolute, content, { flag: 'wx' });
      created.push(path);
    }
  } catch (error) {
    for (const path of created) await rm(join(project.root, path), { force: true });
    for (const folder of folders) await rm(folder, { recursive: true, force: true });
    throw new StrataError(
      'configuration',
      l10n.t('The migration was not created: {0}', tellSystemError(error)),
      {
        hint: l10n.t('Make {0} writable.', join(project.root, project.migrationsFolder)),
        cause: error,
      },
    );
  }
  return created;
}

/** Whether all migrations that follow are of the kind of the first, so that it is worth a question. */
export function firstDecidesKind(convention: Convention): boolean {
  const request = { name: 'x', now: new Date(0), numbering: null, author: null, sql: null };
  try {
    const [simple, reversible] = [false, true].map((kind) => {
      const first = convention.scaffold({ ...request, reversible: kind }, []);
      const entries = first.map(({ path }) => ({ path, kind: 'file' as const }));
      const { candidates } = convention.discover(entries);
      return convention.scaffold({ ...request, reversible: null }, candidates).length;
    });
    return simple !== reversible;
  } catch (error) {
    // There is no such kind.
    if (error instanceof StrataError) return false;
    throw error;
  }
}
