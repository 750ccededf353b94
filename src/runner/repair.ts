import type { Repair, RepairPlan } from '../core/repair.ts';
import type { Target } from '../databases/target.ts';
import type { Project } from '../project/project.ts';
import type { Status } from './status.ts';
import type { WaitEvent } from './wait.ts';

export type { Repair, RepairPlan } from '../core/repair.ts';

export interface RepairOptions {
  /** In milliseconds. */
  readonly lockTimeout: number;
  /** Keep even short readings off this thread; what writes always is. */
  readonly isolated: boolean;
  /** Only this plan, which somebody has seen and agreed to; another one is refused. */
  readonly agreed?: RepairPlan;
  readonly signal?: AbortSignal;
  readonly onEvent?: (event: WaitEvent) => void;
}

/** What the history would say afterwards; pure, from what was read. */
export function planRepair(_status: Status, _repair: Repair): RepairPlan {
  throw new Error('not yet');
}

/**
 * Changes the history, and nothing else, under the tool's lock and in one transaction.
 *
 * A refused plan changes nothing and comes back with its reasons.
 *
 * @throws StrataError `connect`, `lock`, `configuration`, `cancelled`; `refused` when the plan is not
 *   `agreed`: then nothing was changed
 */
export async function repair(
  _project: Project,
  _target: Target,
  _repair: Repair,
  _options: RepairOptions,
): Promise<RepairPlan> {
  return Promise.reject(new Error('not yet'));
}
