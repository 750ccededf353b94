import { existsSync, statSync } from 'node:fs';
import { join, relative, resolve } from 'node:path';
import * as l10n from '@vscode/l10n';
import { StrataError } from '../core/errors.ts';
import type { Target } from '../databases/target.ts';
import { findAddress } from '../project/address.ts';
import { openProject, type Project } from '../project/project.ts';
import type { SharedOptions } from './options.ts';
import type { Output } from './output.ts';

/** What a command is given besides its own options. */
export interface Session {
  readonly options: SharedOptions;
  readonly output: Output;
  /** Aborted by Ctrl-C. */
  readonly signal: AbortSignal;
  readonly cwd: string;
  readonly env: NodeJS.ProcessEnv;
  readonly now: Date;
}

export interface Address {
  readonly target: Target;
  /** In words. */
  readonly source: string;
}

/** @throws StrataError `configuration` */
export async function projectOf({ options, cwd }: Session): Promise<Project> {
  const root = resolve(cwd, options.project ?? '.');
  if (!statSync(root, { throwIfNoEntry: false })?.isDirectory()) {
    throw new StrataError('configuration', l10n.t('There is no folder {0}.', root), {
      hint: l10n.t('Name the project’s folder by -C.'),
    });
  }
  return openProject(root, {
    migrationsFolder: options.migrations,
    convention: options.convention,
  });
}

/** @throws StrataError `configuration` when no place names a database */
export async function addressOf(project: Project, session: Session): Promise<Address> {
  const { options, env } = session;
  const url = options.url ?? options.databaseUrl;
  const { urlVariable } = project.convention;
  const dotenv = options.dotenv ?? true;
  const found = await findAddress(
    { root: project.root, urlVariable },
    { env, dotenv, ...(url !== undefined && { url }) },
  );
  if (found !== null) return found;
  throw new StrataError('configuration', l10n.t('No database is named for {0}.', project.name), {
    hint: dotenv
      ? l10n.t(
          'Set {0} in the environment or in .env, or give --url, for example: --url sqlite:app.db',
          urlVariable,
        )
      : l10n.t(
          'Set {0} in the environment, or give --url, for example: --url sqlite:app.db',
          urlVariable,
        ),
  });
}

/** @throws StrataError `configuration` when there is no migrations folder */
export function requireMigrationsFolder({ root, name, migrationsFolder }: Project): void {
  if (existsSync(join(root, migrationsFolder))) return;
  throw new StrataError('configuration', l10n.t('{0} has no folder {1}.', name, migrationsFolder), {
    hint: l10n.t(
      'Name the folder by --migrations, or begin with a first migration: strata create NAME',
    ),
  });
}

/** The database as people recognise it: a file of the project by its path from there. */
export function displayAddress({ target }: Address, project: Project): string {
  if (target.engine !== 'sqlite' || target.path === ':memory:') return target.display;
  const path = relative(project.root, target.path).replaceAll('\\', '/');
  if (path === '' || path.startsWith('../') || resolve(path) === path) return target.display;
  return `sqlite:./${path}${target.mode === 'rwc' ? '' : `?mode=${target.mode}`}`;
}
