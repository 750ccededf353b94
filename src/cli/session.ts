import { existsSync, statSync } from 'node:fs';
import { join, relative, resolve } from 'node:path';
import * as l10n from '@vscode/l10n';
import { StrataError } from '../core/errors.ts';
import { findDestination, type Destination } from '../project/destination.ts';
import { findProjects, type ProjectLocation } from '../project/find.ts';
import { openProject, type Project } from '../project/project.ts';
import { settleProject } from '../runner/settle.ts';
import type { SharedOptions } from './options.ts';
import type { Output } from './output.ts';
import { withPassword } from './password.ts';
import type { Terminal } from './terminal.ts';
import { printableLine } from '../core/printable.ts';

/** What a command is given besides its own options. */
export interface Session {
  readonly options: SharedOptions;
  readonly output: Output;
  /** Null: nobody can be asked. */
  readonly terminal: Terminal | null;
  /** Aborted by Ctrl-C. */
  readonly signal: AbortSignal;
  readonly cwd: string;
  readonly env: NodeJS.ProcessEnv;
  readonly now: Date;
}

/** Where a command acts. */
export interface Place {
  readonly project: Project;
  readonly destination: Destination;
}

/**
 * The project in the folder that the command line names, else the only one below it.
 *
 * @throws StrataError `configuration`, `usage` where it could be any of several
 */
export async function projectOf({ options, output, cwd, signal }: Session): Promise<Project> {
  const folder = resolve(cwd, options.project ?? '.');
  if (!statSync(folder, { throwIfNoEntry: false })?.isDirectory()) {
    throw new StrataError('configuration', l10n.t('There is no folder {0}.', folder), {
      hint: l10n.t('Name the project’s folder by -C.'),
    });
  }
  const { migrations: migrationsFolder, convention } = options;
  const project = await openProject(folder, { migrationsFolder, convention });
  if (migrationsFolder !== undefined || isThere(project)) return project;

  const found = await findProjects(folder, { signal });
  const [only] = found;
  if (only === undefined || found.some(({ root }) => root === folder)) return project;
  if (found.length > 1) throw severalProjects(folder, found);
  output.errors.line(l10n.t('The project is in {0}.', printableLine(below(folder, only))));
  return openProject(only.root, {
    migrationsFolder: only.migrationsFolder ?? undefined,
    convention,
  });
}

function isThere({ root, migrationsFolder, detection }: Project): boolean {
  return detection.configured || existsSync(join(root, migrationsFolder));
}

function below(folder: string, { root }: ProjectLocation): string {
  return relative(folder, root).replaceAll('\\', '/');
}

function severalProjects(folder: string, found: readonly ProjectLocation[]): StrataError {
  return new StrataError(
    'usage',
    l10n.t('There are {0} projects below {1}.', found.length, folder),
    {
      hint: [
        l10n.t('Name one of them by -C:'),
        ...found.map((location) => `  -C ${below(folder, location)}`),
      ].join('\n'),
    },
  );
}

/**
 * The project with its database; where its files leave open which tool they are for, the
 * database's history may say it.
 *
 * @throws StrataError as `projectOf`, `destinationOf` and `connect`
 */
export async function placeOf(session: Session): Promise<Place> {
  const project = await projectOf(session);
  const destination = await destinationOf(project, session);
  const options = { isolated: false, signal: session.signal };
  return { project: await settleProject(project, destination.target, options), destination };
}

/** What the command line or else the project names; null: nothing does. Nobody is asked. */
export async function namedDestination(
  project: Project,
  { options, env }: Pick<Session, 'options' | 'env'>,
): Promise<Destination | null> {
  const { environment, dotenv = true } = options;
  const url = options.url ?? options.databaseUrl;
  return await findDestination(project, {
    ...{ env, dotenv, environment },
    ...(url !== undefined && { url }),
  });
}

/** @throws StrataError `configuration` when no place names a database; `usage`, `cancelled` */
export async function destinationOf(project: Project, session: Session): Promise<Destination> {
  const found = await namedDestination(project, session);
  if (found !== null) {
    const { convention } = project;
    return { ...found, target: await withPassword(found.target, convention.session, session) };
  }
  const { dotenv = true } = session.options;
  const { urlVariable } = project.convention;
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

/** With `/`; null for what lies outside of the project. */
function pathFrom({ root }: Project, absolute: string): string | null {
  const path = relative(root, absolute).replaceAll('\\', '/');
  return path === '' || path.startsWith('../') || resolve(path) === path ? null : path;
}

/** As documents name a file: relative to the project where it lies in it. */
export function projectPath(project: Project, absolute: string): string {
  return pathFrom(project, absolute) ?? absolute;
}

/** The database as people recognise it: a file of the project by its path from there. */
export function displayAddress({ destination: { target }, project }: Place): string {
  if (target.engine !== 'sqlite' || target.path === ':memory:') return target.display;
  const path = pathFrom(project, target.path);
  if (path === null) return target.display;
  return `sqlite:./${path}${target.mode === 'rwc' ? '' : `?mode=${target.mode}`}`;
}
