import * as l10n from '@vscode/l10n';
import { freshVersionFor } from '../../core/fresh-version.ts';
import { versionBeside } from '../../core/migration.ts';
import { isApplied, isPending, type MigrationStatus } from '../../core/state.ts';
import { repairsOn, type RepairAction } from '../model/repairs.ts';
import type { StepFailure } from '../../runner/failure.ts';
import { ago, duration } from '../../core/time.ts';
import { migrationTooltip } from './migration-tooltip.ts';
import {
  nextText,
  progressText,
  stateText,
  type MigrationView,
  type Progress,
} from './migration-view.ts';
import type { Icon, TreeNode } from './node.ts';

export function migrationNode(status: MigrationStatus, view: MigrationView): TreeNode {
  const { version, description, migration } = status;
  const path = migration?.up.path;
  return {
    id: `${view.group}\n${version}`,
    label: description === '' ? version : description,
    description: describe(status, view),
    icon: icon(status, view),
    accessibleLabel: accessibleLabel(status, view),
    flags: flags(status, view),
    tooltip: (origins) => migrationTooltip(status, view, origins),
    problems: status.problems,
    click: path === undefined ? null : { kind: 'open', path },
    root: view.root,
    version,
    children: null,
  };
}

/** Beside the name: the version of what is to come, the story of what was; what is wrong first. */
function describe(status: MigrationStatus, view: MigrationView): string {
  const { row } = status;
  const version = versionBeside(status);
  if (view.progress !== null) return progressText(view.progress);
  // How far it came is more than where it failed.
  if (view.failure !== null && status.unfinished === null) {
    return `${failed(view.failure)} · ${version}`;
  }
  switch (status.state) {
    case 'applied': {
      const parts = [
        row?.outsideFiles ? stateText(status) : null,
        row?.appliedAt ? ago(row.appliedAt, view) : version,
        row?.durationMs == null ? null : duration(row.durationMs),
      ];
      return parts.filter((part) => part !== null).join(' · ');
    }
    case 'pending':
      return hasErrors(status) ? `${l10n.t('cannot be applied')} · ${version}` : version;
    case 'out-of-order':
      return `${l10n.t('out of order')} · ${version}`;
    case 'failed':
      return status.retryable ? `${stateText(status)} · ${version}` : stateText(status);
    case 'modified':
    case 'missing':
      return stateText(status);
  }
}

function failed({ location }: StepFailure): string {
  return location === null ? l10n.t('failed') : l10n.t('failed at line {0}', location.line);
}

const PROGRESS: Readonly<Record<Progress['kind'], Icon>> = {
  waiting: { id: 'watch' },
  'at-work': { id: 'loading~spin' },
  done: { id: 'check' },
};

function icon(status: MigrationStatus, { progress, failure }: MigrationView): Icon {
  if (progress !== null) return PROGRESS[progress.kind];
  if (failure !== null) return { id: 'error', color: 'testing.iconFailed' };
  switch (status.state) {
    case 'applied':
      return { id: 'pass', color: 'testing.iconPassed' };
    case 'pending':
      return hasErrors(status)
        ? { id: 'error', color: 'problemsErrorIcon.foreground' }
        : { id: 'circle-outline', color: 'testing.iconQueued' };
    case 'out-of-order':
      return { id: 'warning', color: 'problemsWarningIcon.foreground' };
    case 'modified':
      return { id: 'edit', color: 'gitDecoration.modifiedResourceForeground' };
    case 'missing':
      return { id: 'question', color: 'gitDecoration.deletedResourceForeground' };
    case 'failed':
      return { id: 'error', color: 'testing.iconFailed' };
  }
}

function now(status: MigrationStatus, view: MigrationView): string {
  if (view.progress !== null) return progressText(view.progress);
  return view.failure === null ? stateText(status) : failed(view.failure);
}

/** "add widgets, pending, version 20250120000011, next to apply" */
function accessibleLabel(status: MigrationStatus, view: MigrationView): string {
  const { description, row } = status;
  const version = l10n.t('version {0}', versionBeside(status));
  const parts = [description, now(status, view), version];
  if (row?.appliedAt && status.state === 'applied') parts.push(ago(row.appliedAt, view));
  parts.push(nextText(status, view) ?? '');
  return parts.filter((part) => part !== '').join(', ');
}

function flags(status: MigrationStatus, { isNext, action, progress }: MigrationView): string[] {
  const { migration } = status;
  return [
    'migration',
    // What can be done with it comes first; what else is true of it follows.
    ...(isPending(status) ? ['pending'] : isApplied(status) ? ['applied'] : []),
    ...(isNext ? ['next'] : ['later']),
    ...(action?.kind === 'revert' ? ['canRevert'] : []),
    ...(action?.kind === 'revertDownToHere' ? ['canRevertNewer'] : []),
    ...(freshVersionFor(status) === null ? [] : ['canRenumber']),
    ...(migration === null ? [] : ['hasFile']),
    ...(migration?.down ? ['hasDown'] : []),
    ...(migration?.checksum ? ['hasChecksum'] : []),
    ...repairsOn(status).map((action) => REPAIR_FLAGS[action]),
    ...(progress === null ? [] : ['busy']),
  ];
}

const REPAIR_FLAGS: Readonly<Record<RepairAction, string>> = {
  continue: 'canContinue',
  restore: 'canRestore',
  move: 'canMove',
  accept: 'edited',
  applied: 'canMarkApplied',
  'not-applied': 'canMarkNotApplied',
  forget: 'missing',
};

/** What would refuse any plan with it. */
function hasErrors({ problems }: MigrationStatus): boolean {
  return problems.some(({ severity }) => severity === 'error');
}
