import * as l10n from '@vscode/l10n';
import type { Problem } from '../core/problem.ts';
import { planRepair as planIn, type Repair, type RepairPlan } from '../core/repair.ts';
import type { Status } from './status.ts';

export interface RepairPlanOptions {
  /** Applied migrations without a file are no obstacle to a baseline. */
  readonly ignoreMissing?: boolean;
}

/** What would change in the history; pure, from what was read. */
export function planRepair(
  status: Status,
  repair: Repair,
  { ignoreMissing = false }: RepairPlanOptions = {},
): RepairPlan {
  const { project, migrations, problems, recorded, server } = status;
  const plan = planIn(migrations, repair, {
    rules: project.convention,
    problems,
    amender: recorded.history,
    ignoreMissing,
  });
  return repair.kind === 'baseline' && !server.exists
    ? { ...plan, problems: [nothingThere(status), ...plan.problems] }
    : plan;
}

function nothingThere({ server }: Status): Problem {
  return {
    code: 'repair',
    severity: 'error',
    message: l10n.t('There is no database {0} yet: nothing can be in it already.', server.database),
    path: null,
    version: null,
    location: null,
  };
}
