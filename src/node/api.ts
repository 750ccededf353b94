// Imports no more than its like, so that the declarations can stand alone.

import type { DoneMigration } from '../runner/info.ts';

export type * from '../runner/info.ts';

export type MigrationRunnerOptions = {
  /** The folder of the migrations, absolute or from `project`. */
  readonly migrations: string;
  /** `sqlx`, `sections` or `versioned-folders`; without it, found out from the files. */
  readonly convention?: string;
  /** The project's folder, where its configuration lies; the current one without it. */
  readonly project?: string;
  /** How long to wait for another runner, in milliseconds; a minute without it. */
  readonly lockTimeout?: number;
} & (
  | {
      /** Such as `sqlite:data/app.db` or `postgres://app@localhost/app`. */
      readonly url: string;
      readonly pool?: never;
    }
  | {
      /** A `Pool` of `pg`: sessions of the runner's own are opened with its settings. */
      readonly pool: { readonly options: object };
      readonly url?: never;
    }
);

export interface RunOptions {
  /** Ends the run; what is not done by then leaves nothing behind. */
  readonly signal?: AbortSignal;
}

export interface MigrateOptions extends RunOptions {
  /** Up to this version, which is applied too. */
  readonly to?: string;
}

/** Why the runner did not do what it was asked for; its message is for people and holds no password. */
export class MigrationError extends Error {
  override readonly name = 'MigrationError';
  /**
   * Whose it is to mend: the caller's (`usage`, `configuration`), the server's (`connect`), somebody
   * else's who is at work (`lock`), the files' or the history's (`refused`), a script's (`failed`).
   */
  readonly code:
    'usage' | 'configuration' | 'connect' | 'lock' | 'refused' | 'failed' | 'cancelled';
  /** The next step, or null where the message says it. */
  readonly hint: string | null;
  /** What was done before, and stays. */
  readonly done: readonly DoneMigration[];

  constructor(
    { code, message, hint }: Pick<MigrationError, 'code' | 'message' | 'hint'>,
    { done = [], cause }: { done?: readonly DoneMigration[]; cause?: unknown } = {},
  ) {
    super(message, { cause });
    this.code = code;
    this.hint = hint;
    this.done = done;
  }
}
