// Imports no more than its like, so that the declarations can stand alone.

import type { CancellationToken, Event, Uri } from 'vscode';
import type { DoneMigration, MigrationInfo, Validation } from '../../runner/info.ts';

export type * from '../../runner/info.ts';

/**
 * What the extension `strata.strata-migrations` exports to others:
 *
 *     const strata = await vscode.extensions.getExtension<StrataExtension>('strata.strata-migrations')?.activate();
 *     const api = strata?.getApi(1);
 */
export interface StrataExtension {
  /** @throws when this version of the extension has no such version of its API */
  getApi(version: 1): StrataApi;
}

export interface StrataApi {
  /** The projects of the window, as the Migrations view has them. */
  readonly projects: readonly StrataProject[];
  /** Files, history or the choice of environment have changed; undefined: which projects there are. */
  readonly onDidChange: Event<StrataProject | undefined>;
}

export interface StrataProject {
  readonly root: Uri;
  readonly name: string;
  /** The id of its tool, such as `sqlx`; null: not read yet, or misconfigured. */
  readonly convention: string | null;
  /** The chosen environment; null: the project has none. */
  readonly environment: string | null;

  /** All migrations, of files and history, in order. @throws why the database can't be asked */
  status(): Promise<readonly MigrationInfo[]>;
  /** Those that `apply` would apply, in order. @throws as `status` */
  pending(): Promise<readonly MigrationInfo[]>;
  /** Whether files and history agree, and why not; changes nothing. @throws as `status` */
  validate(): Promise<Validation>;

  /**
   * Applies what is pending, after asking the person as the view does.
   *
   * @param options `to` is applied too
   * @returns what was applied; null: it did not come to it, and the person knows why
   */
  apply(options?: ApplyOptions): Promise<readonly DoneMigration[] | null>;
  /** Reverts the newest `count`, one without it; else as `apply`. */
  revert(options?: RevertOptions): Promise<readonly DoneMigration[] | null>;
}

export interface ApplyOptions {
  readonly to?: string;
  readonly token?: CancellationToken;
}

export interface RevertOptions {
  readonly count?: number;
  readonly token?: CancellationToken;
}
