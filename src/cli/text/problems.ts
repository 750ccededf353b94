import * as l10n from '@vscode/l10n';
import type { Problem, ProblemCode, Severity } from '../../core/problem.ts';
import type { Channel } from '../output.ts';
import { plural } from './plural.ts';
import { printable, printableLine } from '../../core/printable.ts';
import type { Style } from './style.ts';

/** A head line with what and where, and the message below it. */
export function problemLines(problem: Problem, style: Style): readonly string[] {
  const { severity, code, message } = problem;
  const place = placeOf(problem);
  const head = [severityWord(severity, style), code, ...(place === null ? [] : [place])];
  const body = [...printable(message).split('\n'), ...wayAround(code)];
  return [`  ${head.join('  ')}`, ...body.map((line) => `    ${line}`)];
}

/** The option by which the command goes on all the same. */
function wayAround(code: ProblemCode): readonly string[] {
  switch (code) {
    case 'missing':
      return [l10n.t('Or go on without it: {0}', '--ignore-missing')];
    case 'irreversible':
      return [l10n.t('Or pass over it: {0}', '--skip-irreversible')];
    default:
      return [];
  }
}

/** `path:line:column`, which terminals turn into a link. */
export function placeOf({ path, location }: Pick<Problem, 'path' | 'location'>): string | null {
  if (path === null) return null;
  const file = printableLine(path);
  return location === null ? file : `${file}:${location.line}:${location.column}`;
}

function severityWord(severity: Severity, style: Style): string {
  switch (severity) {
    case 'error':
      return style.bad(l10n.t('error'));
    case 'warning':
      return style.attention(l10n.t('warning'));
    case 'info':
      return l10n.t('info');
  }
}

/** Such as `2 errors · 1 warning`; empty when there is nothing. */
export function countProblems(problems: readonly Problem[]): string {
  const count = (severity: Severity): number =>
    problems.filter((problem) => problem.severity === severity).length;
  const errors = count('error');
  const warnings = count('warning');
  const infos = count('info');
  return [
    errors > 0 ? plural(errors, l10n.t('1 error'), l10n.t('{0} errors', errors)) : '',
    warnings > 0 ? plural(warnings, l10n.t('1 warning'), l10n.t('{0} warnings', warnings)) : '',
    infos > 0 ? plural(infos, l10n.t('1 hint'), l10n.t('{0} hints', infos)) : '',
  ]
    .filter((text) => text !== '')
    .join(' · ');
}

export function printProblems(problems: readonly Problem[], channel: Channel): void {
  channel.lines(problems.flatMap((each) => [...problemLines(each, channel.style), '']));
}
