import { join } from 'node:path';
import * as l10n from '@vscode/l10n';
import { StrataError } from '../core/errors.ts';
import { suggest } from '../core/suggest.ts';
import { parseAddress } from '../databases/address.ts';
import type { Target } from '../databases/target.ts';
import { findAddress, type AddressSources } from './address.ts';
import { CONFIG_FILE, type EnvironmentConfig } from './config.ts';
import { allVariables, dotenvFiles } from './dotenv-files.ts';
import { replacePlaceholders } from './placeholders.ts';
import type { Project } from './project.ts';
import { isSameDatabase } from './same-database.ts';

/** Where a project's migrations go. */
export interface Destination {
  /** Null: the project has no environments, or the address was given by hand. */
  readonly environment: Environment | null;
  readonly target: Target;
  /** Where the address came from, for people. */
  readonly source: string;
}

/** A named target database of a project. */
export type Environment = Pick<EnvironmentConfig, 'name' | 'protected' | 'backup' | 'timeouts'>;

export interface DestinationSources extends AddressSources {
  /** The name of the one that was chosen; undefined: the project's default. */
  readonly environment?: string | undefined;
  /** What `${workspaceFolder}` stands for, and the folder above which no `.env` is looked for. */
  readonly workspace?: string | undefined;
}

/**
 * The environment of that name, else the project's default, else its first; null: it has none.
 *
 * @throws StrataError `usage` for one that there is not
 */
export function chooseEnvironment(project: Project, name?: string): EnvironmentConfig | null {
  const { environments, defaultEnvironment } = project.config;
  const wanted = name ?? defaultEnvironment;
  if (wanted === null) return environments[0] ?? null;
  const found = environments.find((each) => each.name === wanted);
  if (found !== undefined) return found;
  throw unknownEnvironment(wanted, project);
}

function unknownEnvironment(name: string, { config, name: project }: Project): StrataError {
  const known = config.environments.map((each) => each.name);
  if (known.length === 0) {
    return new StrataError(
      'usage',
      l10n.t('{0} has no environments, so none is "{1}".', project, name),
      {
        hint: l10n.t('Environments are written in {0} beside the project.', CONFIG_FILE),
      },
    );
  }
  return new StrataError(
    'usage',
    l10n.t('{0} has no environment "{1}". Known: {2}.', project, name, known.join(', ')),
    { hint: suggest(name, known) },
  );
}

/**
 * The chosen environment's database, else the one that `findAddress` finds. An address given by hand
 * counts before any environment. Whatever names the database of a protected one is that one.
 *
 * @returns null where no place names a database
 * @throws StrataError `usage` for an environment that there is not; `configuration`, naming file,
 *   line and variable
 */
export async function findDestination(
  project: Project,
  sources: DestinationSources,
): Promise<Destination | null> {
  const { root, convention } = project;
  if (sources.url !== undefined && sources.environment !== undefined) throw twoDestinations();
  const environment =
    sources.url === undefined ? chooseEnvironment(project, sources.environment) : null;
  const { workspace } = sources;
  const found =
    environment !== null && environment.url !== null
      ? await resolve(project, environment, environment.url, sources)
      : await findAddress(
          {
            root,
            urlVariable: convention.urlVariable,
            ...(workspace !== undefined && { workspace }),
          },
          sources,
        );
  if (found === null) return null;
  if (environment?.protected) return { environment, ...found };
  return {
    environment: (await protectedAt(found.target, project, sources)) ?? environment,
    ...found,
  };
}

/** A protected database stays one by whatever address or other environment it is named. */
async function protectedAt(
  target: Target,
  { root, config }: Project,
  sources: DestinationSources,
): Promise<Environment | null> {
  const { env, workspace } = sources;
  const candidates = config.environments.filter((each) => each.protected && each.url !== null);
  if (candidates.length === 0) return null;
  const variables = allVariables(await dotenvFiles({ root, workspace }, sources), env);
  const isTarget = (url: string): boolean => {
    const values = {
      // Whatever the password is, it is not what tells databases apart.
      env: (variable: string) => variables[variable] ?? 'unset',
      workspaceFolder: workspace ?? root,
    };
    try {
      const address = replacePlaceholders(url, values);
      return isSameDatabase(parseAddress(address, { base: root, env: variables }), target);
    } catch (error) {
      if (error instanceof StrataError) return false;
      throw error;
    }
  };
  return candidates.find(({ url }) => url !== null && isTarget(url)) ?? null;
}

/**
 * An address as `strata.json` has it.
 *
 * @throws StrataError `configuration`, naming file, line and variable
 */
export async function resolve(
  { root }: Pick<Project, 'root'>,
  environment: EnvironmentConfig,
  url: string,
  sources: DestinationSources,
): Promise<Omit<Destination, 'environment'>> {
  const { env, workspace } = sources;
  const { name, line } = environment;
  const files = await dotenvFiles({ root, workspace }, sources);
  const variables = allVariables(files, env);
  try {
    const address = replacePlaceholders(url, {
      env: (variable) => variables[variable],
      workspaceFolder: workspace ?? root,
    });
    const target = parseAddress(address, { base: root, env: variables });
    return { target, source: l10n.t('{0}, {1}', CONFIG_FILE, name) };
  } catch (error) {
    if (!(error instanceof StrataError)) throw error;
    const places = [l10n.t('the environment'), ...files.map(({ path }) => path)].join(', ');
    throw new StrataError(error.code, `${CONFIG_FILE}:${line}, ${name}: ${error.message}`, {
      hint: error.hint ?? l10n.t('Variables are looked for in {0}.', places),
      place: { path: join(root, CONFIG_FILE), line },
    });
  }
}

function twoDestinations(): StrataError {
  return new StrataError(
    'usage',
    l10n.t('Two databases are named, by address and by environment.'),
    {
      hint: l10n.t('Leave out either {0} or {1}.', '--url', '--environment'),
    },
  );
}
