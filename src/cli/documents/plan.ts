import type { BaseDocument, ProblemReport } from './shared.ts';

/** Of `plan`, and of the others with `--dry-run`. */
export interface PlanDocument extends BaseDocument<'plan'> {
  readonly steps: readonly StepReport[] | null;
  readonly problems: readonly ProblemReport[] | null;
}

export interface StepReport {
  readonly direction: 'up' | 'down';
  readonly version: string;
  readonly description: string;
  readonly path: string;
  readonly sql: string;
  /** False: statement by statement, without a transaction around it. */
  readonly transaction: boolean;
}
