import type { BaseDocument, ProblemReport, ShadowReport } from './shared.ts';

export interface ValidateDocument extends BaseDocument<'validate'> {
  /** No error; warnings leave it true. */
  readonly valid: boolean | null;
  readonly problems: readonly ProblemReport[] | null;
}

export interface CheckDocument extends BaseDocument<'check'> {
  /** No error, and a shadow to find them on; warnings leave it true. */
  readonly ok: boolean | null;
  /** All was tried; what was not is in `unchecked`. */
  readonly complete: boolean | null;
  /** Null: there was none. */
  readonly shadow: ShadowReport | null;
  readonly problems: readonly ProblemReport[] | null;
  /** What was not looked at, in words. */
  readonly unchecked: readonly string[] | null;
}
