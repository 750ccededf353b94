import { StrataError } from '../../core/errors.ts';

export type DoctorStep =
  | 'project'
  | 'configuration'
  | 'address'
  | 'environments'
  | 'connection'
  | 'convention'
  | 'capabilities'
  | 'rights'
  | 'history'
  | 'lock'
  | 'backups'
  | 'programs';

export type Verdict = 'ok' | 'warning' | 'error';

/** What one look at one thing came to. */
export interface Finding {
  readonly step: DoctorStep;
  readonly verdict: Verdict;
  /** What is so. */
  readonly text: string;
  /** What to do; null where nothing is needed. */
  readonly remedy: string | null;
}

export function finding(
  step: DoctorStep,
  verdict: Verdict,
  text: string,
  remedy: string | null = null,
): Finding {
  return { step, verdict, text, remedy };
}

/** An error for people as a finding; `cancelled`, and what nobody expects, is none. */
export function failure(step: DoctorStep, error: unknown, verdict: Verdict = 'error'): Finding {
  if (!(error instanceof StrataError) || error.code === 'cancelled') throw error;
  return finding(step, verdict, error.message, error.hint);
}
