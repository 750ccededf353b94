import type { Plan, PlanOptions, Request } from '../../core/plan.ts';
import { planOn, type Status } from '../../runner/status.ts';

/** In the editor every obstacle refuses a plan: what to do about it is a click away. */
export const planOptions: PlanOptions = { ignoreMissing: false, skipIrreversible: false };

export function planOf(status: Status, request: Request): Plan {
  return planOn(status, request, planOptions);
}
