/** A folder with migrations, found but not yet read. */
export interface ProjectLocation {
  /** Absolute. */
  readonly root: string;
  /** Relative to `root`, with `/`; null: as the project's configuration says. */
  readonly migrationsFolder: string | null;
}

export interface FindOptions {
  readonly signal?: AbortSignal;
}

/**
 * Finds the projects in a folder and below it, in the order of their paths.
 *
 * @throws StrataError `cancelled` on abort
 */
export function findProjects(
  folder: string,
  options: FindOptions = {},
): Promise<readonly ProjectLocation[]> {
  options.signal?.throwIfAborted();
  return Promise.resolve([{ root: folder, migrationsFolder: null }]);
}
