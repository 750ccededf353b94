import * as l10n from '@vscode/l10n';
import { StrataError } from '../core/errors.ts';
import { suggest } from '../core/suggest.ts';
import type { Target } from '../databases/target.ts';
import { findAddress, type AddressSources } from './address.ts';
import { CONFIG_FILE, type EnvironmentConfig } from './config.ts';
import type { Project } from './project.ts';

/** Where a project's migrations go. */
export interface Destination {
  /** Null: the project has no environments, or the address was given by hand. */
  readonly environment: Environment | null;
  readonly target: Target;
  /** Where the address came from, for people. */
  readonly source: string;
}

/** A named target database of a project. */
export type Environment = Pick<EnvironmentConfig, 'name' | 'protected' | 'backup'>;

export interface DestinationSources extends AddressSources {
  /** The name of the one that was chosen; undefined: the project's default. */
  readonly environment?: string | undefined;
  /** What `${workspaceFolder}` stands for, and the folder above which no `.env` is looked for. */
  readonly workspace?: string | undefined;
}

/** The project's environments as they are written, without asking what their addresses are. */
export function environmentsOf(project: Project): readonly Environment[] {
  return project.config.environments;
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
 * The chosen environment's database, else the one that `findAddress` finds.
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
  const { workspace } = sources;
  const found = await findAddress(
    { root, urlVariable: convention.urlVariable, ...(workspace !== undefined && { workspace }) },
    sources,
  );
  return found === null ? null : { environment: null, ...found };
}
