import type { Problem } from '../core/problem.ts';
import type { RuleContext } from '../rules/check.ts';
import type { Judged } from './script-problems.ts';

/** Reads scripts with the grammar of their engine, on whatever thread. */
export interface ScriptAnalyst {
  /** @throws StrataError `cancelled` */
  analyse(
    request: ScriptRequest,
    options?: { readonly signal?: AbortSignal },
  ): Promise<{ readonly problems: readonly Problem[] }>;
}

/** A script, and as what it is judged. Can be sent to another thread. */
export interface ScriptRequest extends Judged, Omit<RuleContext, 'trees'> {
  /** The server's major version, such as 16; null: not known, or not a server. */
  readonly serverVersion: number | null;
  /** Rules speak only of what is still to run. */
  readonly rules: boolean;
}

/** Where a reading does what takes a while. */
export interface ReadingThreads {
  /** Keep even short readings off this thread; what writes always is. */
  readonly isolated: boolean;
  /** What reads scripts with their grammar; not given: this thread. */
  readonly analyst?: ScriptAnalyst;
}
