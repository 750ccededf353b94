/**
 * What a failure means to whoever called: `usage` and `configuration` are the caller's to mend,
 * `connect` is the server's, `lock` somebody else's who is at work, `refused` a plan that must not
 * run, `failed` a migration that did not, `cancelled` the user's own wish.
 */
export type ErrorCode =
  'usage' | 'configuration' | 'connect' | 'lock' | 'refused' | 'failed' | 'cancelled';

/** Where a file has to be mended. */
export interface ErrorPlace {
  /** Absolute. */
  readonly path: string;
  /** From 1. */
  readonly line: number;
}

/** An error for people: what happened and where, what is true now, and what to do. Holds no secret. */
export class StrataError extends Error {
  override readonly name: string = 'StrataError';
  readonly code: ErrorCode;
  /** The next step, or null where the message says it. */
  readonly hint: string | null;
  /** For an editor to open; null where it is about no file. */
  readonly place: ErrorPlace | null;

  constructor(
    code: ErrorCode,
    message: string,
    options: { hint?: string | null; cause?: unknown; place?: ErrorPlace | null } = {},
  ) {
    super(message, options.cause === undefined ? undefined : { cause: options.cause });
    this.code = code;
    this.hint = options.hint ?? null;
    this.place = options.place ?? null;
  }
}
