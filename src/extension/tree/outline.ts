import * as l10n from '@vscode/l10n';
import { isApplied, isPending, type MigrationStatus } from '../../core/state.ts';
import type { StepFailure } from '../../runner/failure.ts';
import type { Status } from '../../runner/status.ts';
import type { Busy, ProjectState } from '../model/state.ts';
import type { Moment } from '../../core/time.ts';
import { actionNode, type Action } from './action-node.ts';
import { fileNode } from './file-node.ts';
import { groupId, groupNode, type GroupKind } from './group-node.ts';
import { migrationNode } from './migration-node.ts';
import type { Progress } from './migration-view.ts';
import type { TreeNode } from './node.ts';
import { problemNode } from './problem-node.ts';
import { projectNode } from './project-node.ts';

/** What the tree shows of a project. */
export interface ProjectView {
  readonly root: string;
  readonly name: string;
  readonly state: ProjectState;
  readonly busy: Busy | null;
  readonly lastFailure: StepFailure | null;
}

/** The whole tree: with one project no level for it. */
export function outline(projects: readonly ProjectView[], moment: Moment): readonly TreeNode[] {
  const shown = projectsShown(projects);
  const [only] = shown;
  if (shown.length === 1 && only !== undefined) {
    // Its welcome view needs the tree to be empty.
    return hasWelcome(only.state) ? [] : projectRows(only, moment);
  }
  return shown.map((project) => projectNode(project, projectRows(project, moment)));
}

/** Folders that hold no migrations are not worth a row beside those that do. */
export function projectsShown<T extends Pick<ProjectView, 'state'>>(
  projects: readonly T[],
): readonly T[] {
  return projects.filter(({ state }) => state.kind !== 'no-folder' && state.kind !== 'loading');
}

function hasWelcome(state: ProjectState): boolean {
  return state.kind === 'no-database' && state.error === null;
}

function projectRows(project: ProjectView, moment: Moment): readonly TreeNode[] {
  const { root, state } = project;
  const actions = (...all: readonly Action[]): readonly TreeNode[] =>
    all.map((action) => actionNode(root, action));
  const tryAgain: Action = {
    label: l10n.t('Try again'),
    icon: 'refresh',
    command: 'strata.refresh',
  };
  const settings: Action = {
    label: l10n.t('Open settings'),
    icon: 'gear',
    command: 'strata.openSettings',
  };
  const log: Action = { label: l10n.t('Show log'), icon: 'output', command: 'strata.showLog' };
  const trust: Action = {
    label: l10n.t('Manage workspace trust'),
    icon: 'workspace-untrusted',
    command: 'strata.manageTrust',
  };

  switch (state.kind) {
    case 'ready':
      return groups(state.status, project, moment);
    case 'untrusted':
      return [...actions(trust), ...files(root, state)];
    case 'unreachable':
      return [...actions(tryAgain, settings, log), ...files(root, state)];
    case 'no-database':
      return [...actions(settings, tryAgain), ...files(root, state)];
    case 'misconfigured':
      return actions(tryAgain, settings);
    case 'loading':
    case 'no-folder':
      return [];
  }
}

function files(
  root: string,
  { files }: Extract<ProjectState, { kind: 'untrusted' | 'unreachable' | 'no-database' }>,
): readonly TreeNode[] {
  const rows = files.migrations.map((migration) => fileNode(migration, root));
  return rows.length === 0 ? [] : [groupNode('files', root, rows)];
}

function groups(status: Status, project: ProjectView, moment: Moment): readonly TreeNode[] {
  const { root, busy, lastFailure } = project;
  const { convention } = status.project;
  const pending = status.migrations.filter(isPending);
  const inRevertOrder = convention.revertOrder(status.migrations.filter(isApplied));
  const next = new Set([pending[0]?.version, inRevertOrder[0]?.version]);

  const rows = (kind: GroupKind, migrations: readonly MigrationStatus[]): readonly TreeNode[] =>
    migrations.map((each) =>
      migrationNode(each, {
        ...moment,
        root,
        group: groupId(root, kind),
        isNext: next.has(each.version),
        failure: lastFailure?.step.migration.version === each.version ? lastFailure : null,
        progress: progressOf(each, busy),
      }),
    );

  const attention = [
    ...status.problems.map((problem, index) => problemNode(problem, root, index)),
    ...rows('attention', status.migrations.filter(needsAttention)),
  ];
  const all = [
    groupNode('attention', root, attention),
    groupNode('pending', root, rows('pending', pending)),
    groupNode(
      'applied',
      root,
      rows(
        'applied',
        inRevertOrder.filter((each) => !needsAttention(each)),
      ),
    ),
  ];
  return all.filter(({ children }) => children !== null && children.length > 0);
}

/** The history is read again only after the run; until then the run itself is asked. */
function progressOf({ version }: MigrationStatus, busy: Busy | null): Progress | null {
  if (busy === null) return null;
  if (busy.done.has(version)) return { direction: busy.direction, isDone: true };
  return busy.version === version ? { direction: busy.direction, isDone: false } : null;
}

/** What a person has to put right before anything can be applied. */
export function needsAttention({ state }: MigrationStatus): boolean {
  return state === 'failed' || state === 'missing' || state === 'modified';
}
