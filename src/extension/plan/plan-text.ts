import * as l10n from '@vscode/l10n';
import { facts } from '../../core/facts.ts';
import { isRefused, type Plan, type Step } from '../../core/plan.ts';
import type { Problem } from '../../core/problem.ts';
import { stepTitle } from '../../core/step-title.ts';
import type { Project } from '../../project/project.ts';
import type { Target } from '../../databases/target.ts';
import { comment, RULE, WIDTH } from '../../sql/comment.ts';
import { sqlOf } from '../../sql/continuation.ts';
import { wrap } from '../text/wrap.ts';

export interface PlannedRun {
  readonly project: Project;
  readonly target: Target;
  /** Where the address came from, for people. */
  readonly source: string;
  readonly plan: Plan;
}

/** A plan as a document to read: what would happen and where, then each migration's SQL. */
export function planText(run: PlannedRun): string {
  const { steps } = run.plan;
  return [header(run), ...steps.map((step, index) => section(step, index, steps.length))].join(
    '\n',
  );
}

function header({ project, target, source, plan }: PlannedRun): string {
  const lines = [
    summary(plan, target.name),
    '',
    ...facts([
      [l10n.t('Target'), `${target.display} (${source})`],
      [l10n.t('Project'), project.root],
      [l10n.t('Convention'), project.convention.title],
    ]),
    '',
    ...plan.problems.flatMap((problem) => [...reason(problem), '']),
    ...plan.steps.map((step, index) => `${index + 1}. ${stepTitle(step)}`),
  ];
  return comment(lines.join('\n').trimEnd());
}

/** The first line: all that some people read. */
function summary(plan: Plan, target: string): string {
  if (isRefused(plan)) return l10n.t('Refused: nothing would be changed on {0}.', target);
  if (plan.steps.some(({ continues }) => continues !== undefined)) {
    return l10n.t('Plan for {0}: continue what has begun.', target);
  }
  const applied = plan.steps.filter(({ direction }) => direction === 'up').length;
  const reverted = plan.steps.length - applied;
  if (applied > 0 && reverted > 0) {
    return l10n.t('Plan for {0}: revert {1}, apply {2}.', target, reverted, applied);
  }
  if (reverted > 0) return l10n.t('Plan for {0}: revert {1}.', target, reverted);
  if (applied > 0) return l10n.t('Plan for {0}: apply {1}.', target, applied);
  return l10n.t('Plan for {0}: there is nothing to do.', target);
}

function reason({ severity, path, message }: Problem): string[] {
  const kind = severity === 'error' ? l10n.t('Error') : l10n.t('Warning');
  const where = path === null || message.includes(path) ? '' : ` (${path})`;
  return `${kind}${where}: ${message}`.split('\n').flatMap((line) => wrap(line, WIDTH));
}

function section(step: Step, index: number, count: number): string {
  const { script } = step;
  const transaction = script.transactional
    ? l10n.t('in one transaction with its history row')
    : l10n.t('without a transaction, statement by statement');
  const heading = [
    RULE,
    l10n.t('{0} of {1}: {2}', index + 1, count, stepTitle(step)),
    `${script.path}, ${transaction}`,
    ...goingOn(step),
    RULE,
  ];
  const sql = sqlOf(step)
    .replace(/^\uFEFF/, '')
    .trimEnd();
  return `\n${comment(heading.join('\n'))}\n\n${sql}\n`;
}

/** Where a script goes on that has begun before. */
function goingOn({ continues }: Step): readonly string[] {
  if (continues === undefined) return [];
  const { completed, next } = continues;
  return [
    next === null
      ? l10n.t('All of its statements are done; it is only recorded.')
      : l10n.t('Done already: {0}. It goes on at line {1}.', completed, next.line),
  ];
}
