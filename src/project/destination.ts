import type { Target } from '../databases/target.ts';
import { findAddress, type AddressSources } from './address.ts';
import type { EnvironmentConfig } from './config.ts';
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
