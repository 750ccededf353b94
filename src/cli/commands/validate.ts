import * as l10n from '@vscode/l10n';
import type { Problem } from '../../core/problem.ts';
import { withOrigins } from '../../runner/origins.ts';
import { validate, type Status } from '../../runner/status.ts';
import { exitCodes } from '../exit-codes.ts';
import { annotation, repositoryRoot } from '../github.ts';
import type { Outcome } from '../outcome.ts';
import { problemReport } from '../reports.ts';
import type { Session } from '../session.ts';
import { header } from '../text/header.ts';
import { countProblems, printProblems } from '../text/problems.ts';
import { currentStatus } from './status.ts';

export type ValidateFormat = 'human' | 'json' | 'github';

/** Files against history, without changing anything. */
export async function validateCommand(session: Session, format: ValidateFormat): Promise<Outcome> {
  const { status, place } = await currentStatus(session);
  const problems = await withOrigins(status.project, validationOf(status, session));
  const valid = problems.every(({ severity }) => severity !== 'error');

  const { people } = session.output;
  const { root } = status.project;
  if (format === 'github') {
    const repository = repositoryRoot(root) ?? session.cwd;
    people.lines(problems.map((problem) => annotation(problem, root, repository)));
    people.line(verdict(problems));
  } else if (format === 'human') {
    people.line(people.style.strong(header(place)));
    people.line();
    printProblems(problems, people);
    people.line(verdict(problems));
  }
  return {
    exitCode: valid ? exitCodes.done : exitCodes.failed,
    document: {
      command: 'validate',
      error: null,
      valid,
      problems: problems.map(problemReport),
    },
  };
}

/** What is wrong, less what the command line says to pass over. */
export function validationOf(status: Status, { options }: Session): readonly Problem[] {
  return validate(status).filter(
    ({ code }) => !(code === 'missing' && options.ignoreMissing === true),
  );
}

export function verdict(problems: readonly Problem[]): string {
  const isValid = problems.every(({ severity }) => severity !== 'error');
  if (problems.length === 0) return l10n.t('Files and history agree.');
  return isValid
    ? l10n.t('Files and history agree: {0}.', countProblems(problems))
    : l10n.t('Not valid: {0}.', countProblems(problems));
}
