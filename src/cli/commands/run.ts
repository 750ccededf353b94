import { isRefused, type Plan, type Request } from '../../core/plan.ts';
import { appliedTextsOf, contentOf } from '../../project/applied-text.ts';
import type { Project } from '../../project/project.ts';
import { run } from '../../runner/run.ts';
import type { DoneStep, RunOptions } from '../../runner/run-result.ts';
import { planOn } from '../../runner/status.ts';
import type { ValidationReport } from '../documents/run.ts';
import { errorReport, reportError } from '../errors.ts';
import { exitCodeOf, exitCodes } from '../exit-codes.ts';
import { lockTimeoutOf } from '../options.ts';
import type { Outcome } from '../outcome.ts';
import { protectionOf, type Confirmation } from '../protection.ts';
import { problemReport } from '../reports.ts';
import { requestOf, type Wish } from '../requests.ts';
import { reportRun, runDocument } from '../run-outcome.ts';
import {
  placeOf,
  requireMigrationsFolder,
  projectPath,
  type Place,
  type Session,
} from '../session.ts';
import { checklistLines } from '../text/checklist.ts';
import { header } from '../text/header.ts';
import { planLines } from '../text/plan.ts';
import { printProblems } from '../text/problems.ts';
import { Progress } from '../text/progress.ts';
import { doneSentence } from '../text/run.ts';
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
  const progress = new Progress(people, errors, (path) => projectPath(project, path));
  const runOptions: RunOptions = {
    ignoreMissing: options.ignoreMissing ?? false,
    skipIrreversible,
    lockTimeout: lockTimeoutOf(options),
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
      backup: destination.environment?.backup ?? null,
      timeouts: destination.environment?.timeouts ?? null,
      ...(agreed && { agreed }),
    });
    await keepApplied(project, result.done, session);
    const error = reportRun(result, errors);
    const document = runDocument(wish.kind, error, project, result);
    if (error !== null) return { exitCode: exitCodeOf(error.code), document };
    people.line(doneSentence(result, wish, destination.target.name));
    const isChecked = protection !== null && result.done.length > 0;
    const validation = isChecked ? await validateAfter(place, session) : null;
    return {
      exitCode: validation?.valid === false ? exitCodes.failed : exitCodes.done,
      document: { ...document, validation },
    };
  } catch (thrown) {
    const error = errorReport(thrown);
    const { done } = progress;
    reportError(error, errors);
    const document = runDocument(wish.kind, error, project, { done });
    return { exitCode: exitCodeOf(error.code), document };
  }
}

/** What has just been applied is as its files are: to be found when one is edited. */
async function keepApplied(
  project: Project,
  done: readonly DoneStep[],
  { env }: Session,
): Promise<void> {
  const contents = done
    .filter(({ step }) => step.direction === 'up')
    .flatMap(({ step: { migration } }) => [
      ...contentOf(project.convention, migration, migration.checksum),
    ]);
  if (contents.length > 0) await appliedTextsOf(project, env)?.keep(contents);
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
  people.lines([...planLines(plan, people.style), '', ...checklistLines(plan, status, place), '']);
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
