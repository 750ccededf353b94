import { isRefused, type Plan } from '../../core/plan.ts';
import { planOn } from '../../runner/status.ts';
import type { PlanDocument } from '../documents/plan.ts';
import { exitCodes } from '../exit-codes.ts';
import type { Outcome } from '../outcome.ts';
import { refusal, reportError } from '../errors.ts';
import { problemReport, stepReport } from '../reports.ts';
import { requestOf, type Wish } from '../requests.ts';
import type { Session } from '../session.ts';
import { header } from '../text/header.ts';
import { planLines } from '../text/plan.ts';
import { printProblems } from '../text/problems.ts';
import { currentStatus } from './status.ts';

export interface PlanCommandOptions {
  readonly skipIrreversible: boolean;
}

/** What would happen, with the SQL; nothing changes anywhere. */
export async function planCommand(
  session: Session,
  wish: Wish,
  { skipIrreversible }: PlanCommandOptions,
): Promise<Outcome> {
  const { status, place } = await currentStatus(session);
  const request = requestOf(wish, status.project.convention);
  const ignoreMissing = session.options.ignoreMissing ?? false;
  const plan = planOn(status, request, { ignoreMissing, skipIrreversible });

  const { output } = session;
  printProblems(plan.problems, output.errors);
  if (!output.json) {
    const { people } = output;
    people.lines([people.style.strong(`-- ${header(place)}`), ...planLines(plan, people.style)]);
  }
  if (!isRefused(plan)) return { exitCode: exitCodes.done, document: planDocument(plan) };

  const error = refusal(plan);
  reportError(error, output.errors);
  return { exitCode: exitCodes.failed, document: { ...planDocument(plan), error } };
}

function planDocument(plan: Plan): PlanDocument {
  return {
    command: 'plan',
    error: null,
    steps: plan.steps.map(stepReport),
    problems: plan.problems.map(problemReport),
  };
}
