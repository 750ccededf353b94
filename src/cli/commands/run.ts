import type { Plan } from '../../core/plan.ts';
import { isRefused } from '../../core/plan.ts';
import type { DoneStep, RunResult } from '../../runner/run.ts';
import { run } from '../../runner/run.ts';
import type { ErrorReport, RunDocument } from '../documents.ts';
import { errorReport, refusal, reportError } from '../errors.ts';
import { exitCodeOf, exitCodes } from '../exit-codes.ts';
import { DEFAULT_LOCK_TIMEOUT } from '../options.ts';
import type { Outcome } from '../outcome.ts';
import { doneReport, failedReport, problemReport } from '../reports.ts';
import { requestOf, type Wish } from '../requests.ts';
import { addressOf, projectOf, requireMigrationsFolder, type Session } from '../session.ts';
import { failureLines } from '../text/failure.ts';
import { header } from '../text/header.ts';
import { printProblems } from '../text/problems.ts';
import { Progress } from '../text/progress.ts';
import { cancelledError, doneSentence, failedError } from '../text/run.ts';

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
  const project = await projectOf(session);
  const request = requestOf(wish, project.convention);
  const address = await addressOf(project, session);
  requireMigrationsFolder(project);

  people.line(people.style.strong(header(project, address)));
  people.line();
  const progress = new Progress(people, errors);
  try {
    const result = await run(project, address.target, request, {
      ignoreMissing: options.ignoreMissing ?? false,
      skipIrreversible,
      lockTimeout: (options.lockTimeout ?? DEFAULT_LOCK_TIMEOUT) * 1000,
      isolated: false,
      signal,
      onEvent: (event) => {
        progress.on(event);
      },
    });
    const error = report(result, session);
    if (error === null) people.line(doneSentence(result, wish, address.target.name));
    return {
      exitCode: error === null ? exitCodes.done : exitCodeOf(error.code),
      document: runDocument(wish.kind, error, result),
    };
  } catch (thrown) {
    const error = errorReport(thrown);
    const { done } = progress;
    reportError(error, errors);
    return { exitCode: exitCodeOf(error.code), document: runDocument(wish.kind, error, { done }) };
  }
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
  };
}
