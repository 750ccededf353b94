import { isApplied, isPending, type MigrationStatus } from '../../core/state.ts';
import type { Problem } from '../../core/problem.ts';
import { sharedHistories } from '../../project/shared-history.ts';
import type { Status } from '../../runner/status.ts';
import { actionsOn } from '../model/actions.ts';
import type { Busy, ProjectState } from '../model/state.ts';
import type { Moment } from '../../core/time.ts';
import { actionNode, type Action } from './action-node.ts';
import { help, manageTrust, mend, openSettings, showLog, switchFrom, tryAgain } from './actions.ts';
import { fileNode } from './file-node.ts';
import { groupId, groupNode, type GroupKind } from './group-node.ts';
import { obstacle } from './message.ts';
import { messageNode } from './message-node.ts';
import { migrationNode } from './migration-node.ts';
import type { Progress } from './migration-view.ts';
import type { TreeNode } from './node.ts';
import { problemNode } from './problem-node.ts';
import { projectNode } from './project-node.ts';
import type { ProjectView } from './project-view.ts';

/** The whole tree: with one project no level for it. */
export function outline(projects: readonly ProjectView[], moment: Moment): readonly TreeNode[] {
  const shown = projectsShown(projects);
  const sharedBy = (project: ProjectView): readonly Problem[] =>
    sharedHistories(
      project.histories,
      projects.filter((other) => other !== project).flatMap(({ histories }) => histories),
    );
  const [only] = shown;
  if (shown.length === 1 && only !== undefined) {
    // Its welcome view needs the tree to be empty.
    return hasWelcome(only.state) ? [] : projectRows(only, sharedBy(only), moment);
  }
  return shown.map((project) => {
    const shared = sharedBy(project);
    const rows = [...obstacleRows(project), ...projectRows(project, shared, moment)];
    return projectNode(project, shared, rows);
  });
}

/** Folders that hold no migrations are not worth a row beside those that do. */
export function projectsShown<T extends Pick<ProjectView, 'state'>>(
  projects: readonly T[],
): readonly T[] {
  return projects.filter(({ state }) =>
    state.kind === 'loading' ? state.environment !== null : state.kind !== 'no-folder',
  );
}

/** The view's own message is for a project that is alone; several say it each for itself. */
function obstacleRows({ root, state, busy }: ProjectView): readonly TreeNode[] {
  const text = busy?.waiting ?? obstacle(state);
  return text === null ? [] : [messageNode(root, text)];
}

function hasWelcome(state: ProjectState): boolean {
  return state.kind === 'no-database' && state.error === null && state.environment === null;
}

function projectRows(
  project: ProjectView,
  shared: readonly Problem[],
  moment: Moment,
): readonly TreeNode[] {
  const { root, state } = project;
  const actions = (...all: readonly (Action | null)[]): readonly TreeNode[] =>
    all.filter((each) => each !== null).map((action) => actionNode(root, action));

  switch (state.kind) {
    case 'ready':
      return groups(state.status, project, shared, moment);
    case 'untrusted':
      return [...actions(manageTrust()), ...files(root, state)];
    case 'unreachable':
      return [
        ...actions(help(state), tryAgain(), openSettings(), showLog()),
        ...files(root, state),
      ];
    case 'no-database':
      return [
        ...actions(mend(state.error), switchFrom(state), openSettings(), tryAgain()),
        ...files(root, state),
      ];
    case 'misconfigured':
      return actions(mend(state.error), tryAgain(), openSettings());
    case 'loading':
    case 'no-folder':
      return [];
  }
}

function files(
  root: string,
  { files }: Extract<ProjectState, { kind: 'untrusted' | 'unreachable' | 'no-database' }>,
): readonly TreeNode[] {
  const { migrations } = files;
  if (migrations.length === 0) return [];
  return [groupNode('files', root, migrations, (migration) => fileNode(migration, root))];
}

function groups(
  status: Status,
  project: ProjectView,
  shared: readonly Problem[],
  moment: Moment,
): readonly TreeNode[] {
  const { root, busy, lastFailure } = project;
  const { convention } = status.project;
  const pending = status.migrations.filter(isPending);
  const inRevertOrder = convention.revertOrder(status.migrations.filter(isApplied));
  const next = new Set([pending[0]?.version, inRevertOrder[0]?.version]);

  const rowIn = (kind: GroupKind) => (each: MigrationStatus) =>
    migrationNode(each, {
      ...moment,
      root,
      group: groupId(root, kind),
      isNext: next.has(each.version),
      action: actionsOn(status).get(each.version) ?? null,
      failure: lastFailure?.step.migration.version === each.version ? lastFailure : null,
      progress: progressOf(each, busy),
    });
  const group = <T>(
    kind: GroupKind,
    items: readonly T[],
    toNode: (item: T) => TreeNode,
  ): readonly TreeNode[] => (items.length === 0 ? [] : [groupNode(kind, root, items, toNode)]);

  const general = [...status.problems, ...shared].map((problem, index) =>
    problemNode(problem, root, index),
  );
  const inNeed = rowIn('attention');
  return [
    ...group('attention', [...general, ...status.migrations.filter(needsAttention)], (each) =>
      'state' in each ? inNeed(each) : each,
    ),
    ...group('pending', pending, rowIn('pending')),
    ...group(
      'applied',
      inRevertOrder.filter((each) => !needsAttention(each)),
      rowIn('applied'),
    ),
  ];
}

/** The history is read again only after the run; until then the run itself is asked. */
function progressOf({ version }: MigrationStatus, busy: Busy | null): Progress | null {
  if (busy === null) return null;
  const { direction, done, waiting } = busy;
  if (done.has(version)) return { kind: 'done', direction };
  if (busy.version !== version) return null;
  return { kind: waiting === null ? 'at-work' : 'waiting', direction };
}

/** What a person has to put right before anything can be applied. */
export function needsAttention({ state, retryable }: MigrationStatus): boolean {
  return (state === 'failed' && !retryable) || state === 'missing' || state === 'modified';
}
