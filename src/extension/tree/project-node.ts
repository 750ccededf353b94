import * as l10n from '@vscode/l10n';
import type { Problem } from '../../core/problem.ts';
import type { Environment } from '../../project/destination.ts';
import type { ProjectState } from '../model/state.ts';
import { escapeMarkdown } from '../text/markdown.ts';
import { where } from '../text/where.ts';
import { obstacle } from './message.ts';
import type { Icon, TreeNode } from './node.ts';
import type { ProjectView } from './project-view.ts';

/** A project among several; its description is the database. */
export function projectNode(
  view: Pick<ProjectView, 'root' | 'name' | 'state' | 'project'>,
  shared: readonly Problem[],
  children: readonly TreeNode[],
): TreeNode {
  const { root, name, state, project } = view;
  const message = obstacle(state);
  const environment = 'environment' in state ? state.environment : null;
  const description = targetText(state);
  return {
    id: root,
    label: name,
    description,
    icon: iconOf(message, environment),
    accessibleLabel: [
      name,
      description,
      ...(environment?.protected === true ? [l10n.t('protected')] : []),
    ]
      .filter((part) => part !== '')
      .join(', '),
    flags: [
      'project',
      ...(state.kind === 'ready' ? ['connected'] : []),
      ...(project !== null && project.config.environments.length > 0 ? ['hasEnvironments'] : []),
    ],
    tooltip: () =>
      escapeMarkdown(
        [
          project?.root ?? root,
          ...facts(view),
          ...shared.map((problem) => problem.message),
          ...(message === null ? [] : [message]),
        ].join('\n\n'),
      ),
    click: null,
    root,
    version: null,
    children: () => children,
  };
}

function iconOf(message: string | null, environment: Environment | null): Icon {
  if (message !== null) return { id: 'warning' };
  return { id: environment?.protected === true ? 'shield' : 'database' };
}

/** Why it is what it is taken for. */
function facts({ state, project }: Pick<ProjectView, 'state' | 'project'>): readonly string[] {
  const all: string[] = [];
  if (project !== null) {
    const { convention, detection } = project;
    all.push(
      detection.reason === ''
        ? l10n.t('Convention: {0}', convention.title)
        : l10n.t('Convention: {0} ({1})', convention.title, detection.reason),
    );
  }
  if ('source' in state) {
    all.push(l10n.t('Target: {0}\nAddress: {1}', state.target.display, state.source));
  }
  return all;
}

/** What stands beside the name of a view or a project: where it acts. */
export function targetText(state: ProjectState): string {
  switch (state.kind) {
    case 'ready':
      return where(state.environment, state.target.name);
    case 'unreachable':
      return l10n.t('{0} · not connected', where(state.environment, state.target.name));
    case 'untrusted':
      return l10n.t('restricted');
    case 'no-database':
      return where(state.environment, l10n.t('no database'));
    case 'loading':
      return state.environment === null ? '' : where(state.environment, l10n.t('connecting…'));
    case 'misconfigured':
    case 'no-folder':
      return '';
  }
}
