import type { Timeouts } from '../core/engine.ts';
import type { Plan, PlanOptions, Step } from '../core/plan.ts';
import type { EnvironmentConfig } from '../project/config.ts';
import type { StepFailure } from './failure.ts';
import type { ReadingThreads } from './script-analyst.ts';
import type { WaitEvent } from './wait.ts';

export interface RunOptions extends PlanOptions, ReadingThreads {
  /** In milliseconds. */
  readonly lockTimeout: number;
  /** Only this plan, which somebody has seen and agreed to; another one is refused. */
  readonly agreed?: Plan;
  /** For the scripts; null or undefined: as is sensible. */
  readonly timeouts?: Timeouts | null;
  /** Before anything is applied; null or undefined: as the tool has it. */
  readonly backup?: EnvironmentConfig['backup'];
  readonly signal?: AbortSignal;
  readonly onEvent?: (event: RunEvent) => void;
}

export type RunEvent =
  | WaitEvent
  /** What is about to be carried out: judged, not refused, not empty. */
  | { readonly kind: 'planned'; readonly plan: Plan }
  | { readonly kind: 'backing-up' }
  /** With its absolute path. */
  | { readonly kind: 'backed-up'; readonly path: string }
  | {
      readonly kind: 'started';
      readonly step: Step;
      readonly index: number;
      readonly count: number;
    }
  | { readonly kind: 'done'; readonly step: Step; readonly elapsed: bigint };

export interface DoneStep {
  readonly step: Step;
  /** Nanoseconds; null when the run was interrupted before it could be told. */
  readonly elapsed: bigint | null;
}

export interface RunResult {
  readonly plan: Plan;
  /** In the order in which they were done; each is committed and recorded. */
  readonly done: readonly DoneStep[];
  readonly failure: StepFailure | null;
  readonly cancelled: boolean;
  /** The step that the cancelling ended, unless it was done all the same. */
  readonly unfinished: UnfinishedStep | null;
  /** The absolute path of what was kept from before; null: no backup was made. */
  readonly backup: string | null;
}

export interface UnfinishedStep {
  readonly step: Step;
  readonly kept: StepFailure['kept'];
}

export function nothingDone(plan: Plan): RunResult {
  return { plan, done: [], failure: null, cancelled: false, unfinished: null, backup: null };
}
