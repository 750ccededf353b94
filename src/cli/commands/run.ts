import { isRefused, type Plan, type Request } from '../../core/plan.ts';
import type { DoneStep, RunOptions, RunResult } from '../../runner/run.ts';
import { run } from '../../runner/run.ts';
import { planOn } from '../../runner/status.ts';
import type { ErrorReport, RunDocument, ValidationReport } from '../documents.ts';
import { errorReport, refusal, reportError } from '../errors.ts';
import { exitCodeOf, exitCodes } from '../exit-codes.ts';
import { DEFAULT_LOCK_TIMEOUT } from '../options.ts';
import type { Outcome } from '../outcome.ts';
import { protectionOf, type Confirmation } from '../protection.ts';
import { doneReport, failedReport, problemReport } from '../reports.ts';
import { requestOf, type Wish } from '../requests.ts';
import { placeOf, requireMigrationsFolder, type Place, type Session } from '../session.ts';
import { checklistLines } from '../text/checklist.ts';
import { failureLines } from '../text/failure.ts';
import { header } from '../text/header.ts';
import { planLines } from '../text/plan.ts';
import { printProblems } from '../text/problems.ts';
import { Progress } from '../text/progress.ts';
import { cancelledError, doneSentence, failedError } from '../text/run.ts';
import { statusAt } from './status.ts';
import { validationOf, verdict } from './validate.ts';

export interface RunCommandOptions {
  readonly skipIrreversible: boolean;
}

/** Applies and reverts. */
export async function runCommand(
  session: Session,
  wish: Wish,
  { skipIrreversible }: RunCommandOptions,
): Promise<Outcome> {
  const { output, options, signal } = session;
  const { people, errors } = output;
  const place = await placeOf(session);
  const { project, destination } = place;
  const request = requestOf(wish, project.convention);
  requireMigrationsFolder(project);
  const protection = protectionOf(session, place);

  people.line(people.style.strong(header(place)));
  people.line();
  const progress = new Progress(people, errors);
  const runOptions: RunOptions = {
    ignoreMissing: options.ignoreMissing ?? false,
    skipIrreversible,
    lockTimeout: (options.lockTimeout ?? DEFAULT_LOCK_TIMEOUT) * 1000,
    isolated: false,
    signal,
    onEvent: (event) => {
      progress.on(event);
    },
  };
  try {
    const agreed = protection && (await agree(protection, request, runOptions, place, session));
    const result = await run(project, destination.target, request, {
      ...runOptions,
      ...(agreed && { agreed }),
    });
    const error = report(result, session);
    if (error !== null) {
      return { exitCode: exitCodeOf(error.code), document: runDocument(wish.kind, error, result) };
    }
    people.line(doneSentence(result, wish, destination.target.name));
    const validation = protection === null ? null : await validateAfter(place, session);
    return {
      exitCode: validation?.valid === false ? exitCodes.failed : exitCodes.done,
      document: { ...runDocument(wish.kind, null, result), validation },
    };
  } catch (thrown) {
    const error = errorReport(thrown);
    const { done } = progress;
    reportError(error, errors);
    return { exitCode: exitCodeOf(error.code), document: runDocument(wish.kind, error, { done }) };
  }
}

/**
 * Shows what would run, and what speaks for its safety, before the name is asked for.
 *
 * @returns what was agreed to; a plan that `run` refuses or finds empty needs no consent
 */
async function agree(
  protection: Confirmation,
  request: Request,
  options: RunOptions,
  place: Place,
  session: Session,
): Promise<Plan> {
  const { people } = session.output;
  const status = await statusAt(place, session);
  const plan = planOn(status, request, options);
  if (isRefused(plan) || plan.steps.length === 0) return plan;
  people.lines([...planLines(plan, people.style), '', ...checklistLines(), '']);
  await protection.obtain();
  return plan;
}

/** What a protected environment is looked over for once something was done there. */
async function validateAfter(place: Place, session: Session): Promise<ValidationReport> {
  const { people, errors } = session.output;
  const problems = validationOf(await statusAt(place, session), session);
  printProblems(problems, errors);
  people.line(verdict(problems));
  return {
    valid: problems.every(({ severity }) => severity !== 'error'),
    problems: problems.map(problemReport),
  };
}

/** Says what stopped a run, if anything did. */
function report(result: RunResult, { output: { errors } }: Session): ErrorReport | null {
  if (isRefused(result.plan)) {
    printProblems(result.plan.problems, errors);
    return told(refusal(result.plan), errors);
  }
  if (result.failure !== null) {
    errors.lines(['', ...failureLines(result.failure, errors.style), '']);
    return told(failedError(result.failure, result.done), errors);
  }
  return result.cancelled ? told(cancelledError(result), errors) : null;
}

function told(error: ErrorReport, errors: Session['output']['errors']): ErrorReport {
  reportError(error, errors);
  return error;
}

function runDocument(
  command: RunDocument['command'],
  error: ErrorReport | null,
  result: { readonly done: readonly DoneStep[] } & Partial<RunResult>,
): RunDocument {
  const done = (direction: 'up' | 'down') =>
    result.done.filter(({ step }) => step.direction === direction).map(doneReport);
  const plan: Plan = result.plan ?? { steps: [], problems: [] };
  return {
    command,
    error,
    applied: done('up'),
    reverted: done('down'),
    failed: result.failure ? failedReport(result.failure) : null,
    problems: plan.problems.map(problemReport),
    validation: null,
  };
}
