import type { BaseDocument, FailedReport, ProblemReport } from './shared.ts';

/** `reset` applies, too, once the database is empty. */
export interface RunDocument extends BaseDocument<
  'up' | 'down' | 'to' | 'redo' | 'continue' | 'reset'
> {
  readonly applied: readonly DoneReport[];
  readonly reverted: readonly DoneReport[];
  readonly failed: FailedReport | null;
  readonly problems: readonly ProblemReport[];
  /** The copy made before, relative to the project where it lies in it; null: none was. */
  readonly backup: string | null;
  /** What was found afterwards in a protected environment; null elsewhere. */
  readonly validation: ValidationReport | null;
}

export interface ValidationReport {
  /** No error; warnings leave it true. */
  readonly valid: boolean;
  readonly problems: readonly ProblemReport[];
}

export interface DoneReport {
  readonly version: string;
  readonly durationMs: number | null;
}
