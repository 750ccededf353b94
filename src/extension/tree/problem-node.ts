import { posix } from 'node:path';
import * as l10n from '@vscode/l10n';
import type { Problem } from '../../core/problem.ts';
import { escapeMarkdown } from '../text/markdown.ts';
import type { Icon, TreeNode } from './node.ts';

/** A problem that is no migration's: a file whose name is wrong, a history table of another tool. */
export function problemNode(problem: Problem, root: string, index: number): TreeNode {
  const { path, message, severity } = problem;
  const label = path === null ? l10n.t('History table') : posix.basename(path);
  const reason = shortReason(message, label);
  return {
    // One file may have several of a kind.
    id: `${root}\nproblem\n${index}\n${path ?? ''}\n${problem.code}`,
    label,
    description: reason,
    icon: icons[severity],
    accessibleLabel: `${label}, ${reason}`,
    flags: ['problem'],
    tooltip: (origins = []) => [escapeMarkdown(message), ...origins].join('\n\n'),
    problems: [problem],
    click: path === null ? null : { kind: 'open', path },
    root,
    version: null,
    children: null,
  };
}

const icons: Readonly<Record<Problem['severity'], Icon>> = {
  error: { id: 'error', color: 'problemsErrorIcon.foreground' },
  warning: { id: 'warning', color: 'problemsWarningIcon.foreground' },
  info: { id: 'info', color: 'problemsInfoIcon.foreground' },
};

/** The message without the name that stands before it, which the row has already. */
function shortReason(message: string, label: string): string {
  const [line = ''] = message.split('\n');
  return line.startsWith(`${label}: `) ? line.slice(label.length + 2) : line;
}
