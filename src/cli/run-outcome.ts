import { isRefused, type Plan } from '../core/plan.ts';
import type { Project } from '../project/project.ts';
import type { DoneStep, RunResult } from '../runner/run-result.ts';
import type { RunDocument } from './documents/run.ts';
import type { ErrorReport } from './documents/shared.ts';
import { refusal, reportError } from './errors.ts';
import type { Channel } from './output.ts';
import { doneReport, failedReport, problemReport } from './reports.ts';
import { projectPath } from './session.ts';
import { failureLines } from './text/failure.ts';
import { printProblems } from './text/problems.ts';
import { cancelledError, failedError } from './text/run.ts';

/** Says what stopped a run, if anything did. */
export function reportRun(result: RunResult, errors: Channel): ErrorReport | null {
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

function told(error: ErrorReport, errors: Channel): ErrorReport {
  reportError(error, errors);
  return error;
}

export function runDocument(
  command: RunDocument['command'],
  error: ErrorReport | null,
  project: Project,
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
    backup: result.backup ? projectPath(project, result.backup) : null,
    validation: null,
  };
}
