import type { Lock, SessionSettings } from '../core/engine.ts';
import type { LockHolder, LockOptions } from './database.ts';
import type { Rehearsal, RehearsalWork } from './rehearsal.ts';

/** One database as a whole, seen from outside it; loaded on first use. */
export interface Administration {
  /** Of a backup's file, with the dot. */
  readonly backupExtension: string;

  /** @throws StrataError `connect` when that cannot be found out */
  exists(options: AdministrationOptions): Promise<boolean>;

  /**
   * Writes a copy of the database, and looks at it before it counts as one.
   *
   * @param file absolute; its folder is there, the file is not
   * @throws StrataError `refused` when it cannot be written, read back, or the tools for it are
   *   missing or too old; then there is no file either. `connect`, `cancelled`
   */
  backup(file: string, options: AdministrationOptions): Promise<void>;

  /**
   * Puts a backup in the database's place, whole or not at all.
   *
   * @throws StrataError `refused` when the file is no sound backup, or the database is in use;
   *   `connect`, `cancelled`
   */
  restore(file: string, options: AdministrationOptions): Promise<void>;

  /** @throws StrataError `refused` when it is there already or may not be made */
  create(options: AdministrationOptions): Promise<void>;

  /** @throws StrataError `refused` when it is in use or may not be dropped; one that is not there is no error */
  drop(options: AdministrationOptions): Promise<void>;

  /**
   * An empty database in the place of this one, whether it is there or not.
   *
   * @throws StrataError `refused` when it is in use or may not be made anew; then it is as it was
   */
  recreate(options: AdministrationOptions): Promise<void>;

  /** Empties one schema, where dropping the database is not allowed; null: the engine has none. */
  readonly emptySchema: ((schema: string, options: AdministrationOptions) => Promise<void>) | null;

  /**
   * Carries scripts out on a copy, which is thrown away; where there is no database, on an empty
   * one. Null: the engine makes no copy so lightly.
   *
   * @throws StrataError as `backup`
   */
  readonly rehearseOnCopy:
    | ((work: RehearsalWork, options: AdministrationOptions & CopySession) => Promise<Rehearsal>)
    | null;

  /**
   * Takes what keeps runners apart, for work on the database as a whole.
   *
   * @returns what lets go of it
   * @throws StrataError as `Connection.lock`
   */
  hold(lock: Lock, options: LockOptions): Promise<() => Promise<void>>;

  /**
   * Looks who holds it, and does not take it; null: it is free.
   *
   * @throws StrataError `connect`, `cancelled`; `lock` for a lock file that does not say
   */
  heldBy(
    lock: Lock,
    options: AdministrationOptions & Pick<LockOptions, 'beside'>,
  ): Promise<LockHolder | null>;

  /**
   * The engine's own shell on this database; secrets travel in `env` only.
   *
   * @throws StrataError `refused` when the program is not there
   */
  shell(parameters: readonly string[]): Promise<ShellCommand>;
}

export interface AdministrationOptions {
  readonly signal?: AbortSignal;
}

export type CopySession = Pick<SessionSettings, 'foreignKeys'>;

export interface ShellCommand {
  /** The program's file, absolute. */
  readonly command: string;
  readonly parameters: readonly string[];
  /** To be changed in the environment; null: to be taken out of it. */
  readonly env: Readonly<Record<string, string | null>>;
}
