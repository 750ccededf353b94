import type { Target } from './target.ts';

/** What can be done with a database as a whole, from outside it; loaded on first use. */
export interface Administration<T extends Target = Target> {
  /** Of a backup's file, with the dot. */
  readonly backupExtension: string;

  /**
   * Writes a copy of the database, and looks at it before it counts as one.
   *
   * @param file absolute; its folder is there, the file is not
   * @throws StrataError `refused` when it cannot be written, read back, or the tools for it are
   *   missing or too old; then there is no file either. `connect`, `cancelled`
   */
  backup(target: T, file: string, options: AdministrationOptions): Promise<void>;

  /**
   * Puts a backup in the database's place, whole or not at all.
   *
   * @throws StrataError `refused` when the file is no sound backup, or the database is in use
   */
  restore(target: T, file: string, options: AdministrationOptions): Promise<void>;

  /** @throws StrataError `refused` when it is there already or may not be made */
  create(target: T, options: AdministrationOptions): Promise<void>;

  /** @throws StrataError `refused` when it is in use or may not be dropped; one that is not there is no error */
  drop(target: T, options: AdministrationOptions): Promise<void>;

  /** Empties one schema, where dropping the database is not allowed; null: the engine has none. */
  readonly emptySchema:
    ((target: T, schema: string, options: AdministrationOptions) => Promise<void>) | null;

  /** The engine's own shell on this database; secrets travel in `env` only. */
  shell(target: T, parameters: readonly string[]): ShellCommand;
}

export interface AdministrationOptions {
  readonly signal?: AbortSignal;
}

export interface ShellCommand {
  readonly command: string;
  readonly parameters: readonly string[];
  /** To be added to the environment. */
  readonly env: Readonly<Record<string, string>>;
}
