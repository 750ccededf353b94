import * as l10n from '@vscode/l10n';
import type { Direction, Migration } from '../../core/migration.ts';
import { isPending, type Difference, type MigrationStatus } from '../../core/state.ts';
import type { Unfinished } from '../../core/unfinished.ts';
import type { Environment } from '../../project/destination.ts';
import { targetIn } from '../text/where.ts';
import { describeFailure, type StepFailure } from '../../runner/failure.ts';
import type { Status } from '../../runner/status.ts';
import { split } from '../../sql/split.ts';
import { ago, duration, exactly, type Moment } from '../../core/time.ts';
import { actionsOn, type MigrationAction } from '../model/actions.ts';
import { repairsOn, repairTitle, type RepairAction } from '../model/repairs.ts';

export type LensAction =
  MigrationAction['kind'] | RepairAction | 'compare' | 'rehearse' | 'showPlan' | 'draftDown';

/** A line above a script; without an action it only tells. */
export interface Lens {
  readonly title: string;
  readonly tooltip: string | null;
  readonly action: LensAction | null;
}

/** Above one script: more is no line that one reads. */
const MOST = 4;

export interface LensContext {
  readonly status: Pick<Status, 'project' | 'target' | 'migrations'>;
  readonly environment: Environment | null;
  readonly failure: StepFailure | null;
  /** A run is in progress, which nothing else may begin beside. */
  readonly isBusy: boolean;
  readonly moment: Moment;
}

/**
 * What is true of a script's migration, and what can be done about it; at most four. In a file that
 * holds both scripts the up section tells, and the down section has the way back.
 */
export function lensesOf(
  migration: MigrationStatus,
  script: Direction,
  context: LensContext,
): readonly Lens[] {
  const told = stateLenses(migration, script, context);
  if (!context.isBusy) {
    const repairs = repairLenses(migration, script, context);
    return [...told, ...repairs, ...actionLenses(migration, script, context)].slice(0, MOST);
  }
  return told.length > 0 ? told : [tell(l10n.t('○ Strata is at work on {0}', targetOf(context)))];
}

/** Where a way back is still to be written. */
export function draftLens(): Lens {
  const tooltip = l10n.t('What takes back the up script, to be read before it is used');
  return act('draftDown', l10n.t('Draft from the up script'), tooltip);
}

function stateLenses(
  status: MigrationStatus,
  script: Direction,
  context: LensContext,
): readonly Lens[] {
  const failure = lastFailure(status, script, context);
  if (script === 'down' && holdsBoth(status)) return failure;
  switch (status.state) {
    case 'pending':
    case 'out-of-order':
      return script === 'up' ? failure : [notApplied(context)];
    case 'applied':
      return [...failure, applied(status, context)];
    case 'modified':
      return [...failure, edited(status)];
    case 'failed':
      if (status.unfinished !== null) return [unfinished(status.unfinished, status, context)];
      if (!status.retryable) {
        return [tell(l10n.t('✗ Recorded as failed on {0}', targetOf(context)), reason(status))];
      }
      if (script === 'down') return [notApplied(context)];
      return failure.length > 0 ? failure : [failedBefore(status, context)];
    case 'missing':
      return [];
  }
}

/** Above the script that they are about. */
function repairLenses(
  status: MigrationStatus,
  script: Direction,
  { status: { target } }: LensContext,
): readonly Lens[] {
  if (script !== (status.unfinished?.direction ?? 'up')) return [];
  // Moving takes its time, and is in the menus.
  const repairs = repairsOn(status).filter((action) => action !== 'move');
  const found = repairs.map((action) =>
    action === 'restore'
      ? act(action, l10n.t('Restore'), repairTitle(action, status))
      : act(action, repairTitle(action, status), target.display),
  );
  if (!repairs.includes('accept')) return found;
  return [act('compare', l10n.t('Compare'), l10n.t('With what was applied')), ...found];
}

function actionLenses(
  status: MigrationStatus,
  script: Direction,
  context: LensContext,
): readonly Lens[] {
  const { project, migrations, target } = context.status;
  if (isPending(status) && script === 'down') return [];
  if (!isPending(status) && script === 'up' && holdsBoth(status)) return [];
  const action = actionsOn({ project, migrations }).get(status.version);
  if (action === undefined) return [];
  const doing = act(action.kind, actionTitle(action, targetOf(context)), target.display);
  if (!isPending(status)) return [doing];
  return [
    doing,
    act('rehearse', l10n.t('Rehearse'), l10n.t('Carry it out for real and take it back')),
    act('showPlan', l10n.t('Show plan'), l10n.t('What would happen, with its SQL')),
  ];
}

function actionTitle(action: MigrationAction, target: string): string {
  switch (action.kind) {
    case 'apply':
      return l10n.t('▶ Apply to {0}', target);
    case 'applyUpToHere':
      return l10n.t('▶ Apply {0} up to here to {1}', action.count, target);
    case 'revert':
      return l10n.t('↩ Revert on {0}', target);
    case 'revertDownToHere':
      return action.count === 1
        ? l10n.t('↩ Revert 1 newer one on {0}, keep this', target)
        : l10n.t('↩ Revert {0} newer ones on {1}, keep this', action.count, target);
  }
}

function notApplied(context: LensContext): Lens {
  return tell(l10n.t('○ Not applied to {0}', targetOf(context)));
}

function unfinished(
  { direction, completed, total }: Unfinished,
  status: MigrationStatus,
  context: LensContext,
): Lens {
  const parts = [targetOf(context), completed, total];
  const title =
    direction === 'up'
      ? l10n.t('✗ Unfinished on {0}: {1} of {2} statements applied', ...parts)
      : l10n.t('✗ Reverting unfinished on {0}: {1} of {2} statements done', ...parts);
  return tell(title, reason(status));
}

function failedBefore(status: MigrationStatus, context: LensContext): Lens {
  const title = l10n.t('✗ Failed on {0} when it was last applied', targetOf(context));
  return tell(title, reason(status));
}

function applied({ migration, row }: MigrationStatus, { moment }: LensContext): Lens {
  const { appliedAt = null, durationMs = null } = row ?? {};
  const when = appliedAt === null ? null : ago(appliedAt, moment);
  const long = durationMs === null ? null : duration(durationMs);
  const exact = appliedAt === null ? [] : [exactly(appliedAt, moment)];
  const oneWay = migration === null ? [] : whyItStays(migration);
  return tell(appliedTitle(when, long), [...exact, ...oneWay].join('\n') || null);
}

function whyItStays({ down, metadata }: Migration): string[] {
  if (down === null) return [l10n.t('It has no down script, so it stays.')];
  return metadata?.reversible === false
    ? [l10n.t('{0} says that it is not reversible, so it stays.', metadata.path)]
    : [];
}

function appliedTitle(when: string | null, long: string | null): string {
  if (when === null) return l10n.t('✓ Applied');
  if (long === null) return l10n.t('✓ Applied {0}', when);
  return l10n.t('✓ Applied {0} in {1}', when, long);
}

function edited(status: MigrationStatus): Lens {
  return tell(editedTitle(status.difference), reason(status));
}

function editedTitle(difference: Difference | null): string {
  switch (difference) {
    case 'line-endings':
      return l10n.t('✎ Edited since applied: line endings only');
    case 'byte-order-mark':
      return l10n.t('✎ Edited since applied: byte order mark only');
    case 'encoding':
      return l10n.t('✎ Edited since applied: encoding only');
    case 'comments':
      return l10n.t('✎ Edited since applied: comments only');
    case 'corrupt-record':
      return l10n.t('✎ Its recorded checksum has the wrong length');
    case 'content':
    case null:
      return l10n.t('✎ Edited since applied');
  }
}

/** How the last run of this script failed, as long as the script is the one that failed. */
function lastFailure(
  { migration }: MigrationStatus,
  script: Direction,
  context: LensContext,
): readonly Lens[] {
  const { failure, status } = context;
  const { step } = failure ?? {};
  const current = migration?.[script];
  if (failure === null || step?.direction !== script) return [];
  if (step.script.path !== current?.path || step.script.sql !== current.sql) return [];

  const count = split(current.sql, status.target.engine).length;
  const title =
    failure.statement === null
      ? l10n.t('✗ Failed on {0}', targetOf(context))
      : l10n.t(
          '✗ Failed on {0} at statement {1} of {2}',
          targetOf(context),
          failure.completed + 1,
          count,
        );
  return [tell(title, describeFailure(failure, 0))];
}

function holdsBoth({ migration }: MigrationStatus): boolean {
  return migration !== null && migration.down?.path === migration.up.path;
}

/** Whatever writes names the environment too. */
function targetOf({ status, environment }: LensContext): string {
  return targetIn(environment, status.target);
}

function reason({ problems: [first] }: MigrationStatus): string | null {
  return first?.message ?? null;
}

function tell(title: string, tooltip: string | null = null): Lens {
  return { title, tooltip, action: null };
}

function act(action: LensAction, title: string, tooltip: string): Lens {
  return { title, tooltip, action };
}
