import * as l10n from '@vscode/l10n';
import type { ProjectState } from '../model/state.ts';
import { escapeMarkdown } from '../text/markdown.ts';
import { obstacle } from './message.ts';
import type { TreeNode } from './node.ts';

/** A project among several; its description is the database. */
export function projectNode(
  project: { readonly root: string; readonly name: string; readonly state: ProjectState },
  children: readonly TreeNode[],
): TreeNode {
  const { root, name, state } = project;
  const message = obstacle(state);
  const description = targetText(state);
  return {
    id: root,
    label: name,
    description,
    icon: message === null ? { id: 'database' } : { id: 'warning' },
    accessibleLabel: [name, description].filter((part) => part !== '').join(', '),
    flags: ['project'],
    tooltip: () => escapeMarkdown([root, ...(message === null ? [] : [message])].join('\n\n')),
    click: null,
    root,
    version: null,
    children,
  };
}

/** What stands beside the name of a view or a project: where it acts. */
export function targetText(state: ProjectState): string {
  switch (state.kind) {
    case 'ready':
      return state.target.name;
    case 'unreachable':
      return l10n.t('{0} · not connected', state.target.name);
    case 'untrusted':
      return l10n.t('restricted');
    case 'no-database':
      return l10n.t('no database');
    case 'loading':
    case 'misconfigured':
    case 'no-folder':
      return '';
  }
}
