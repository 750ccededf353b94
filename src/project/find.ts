/** A folder with migrations, found but not yet read. */
export interface ProjectLocation {
  /** Absolute. */
  readonly root: string;
  /** Relative to `root`, with `/`; null: as the project's configuration says. */
  readonly migrationsFolder: string | null;
}
