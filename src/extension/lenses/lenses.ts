import * as l10n from '@vscode/l10n';
import type { Direction } from '../../core/migration.ts';
import { isApplied, isPending, type Difference, type MigrationStatus } from '../../core/state.ts';
import { describeFailure, type StepFailure } from '../../runner/failure.ts';
import type { Status } from '../../runner/status.ts';
import { split } from '../../sql/split.ts';
import { ago, duration, exactly, type Moment } from '../../core/time.ts';

export type LensAction = 'apply' | 'applyUpToHere' | 'revert' | 'revertDownToHere' | 'showPlan';

/** A line above a script; without an action it only tells. */
export interface Lens {
  readonly title: string;
  readonly tooltip: string | null;
  readonly action: LensAction | null;
}

export interface LensContext {
  readonly status: Pick<Status, 'project' | 'target' | 'migrations'>;
  readonly failure: StepFailure | null;
  readonly moment: Moment;
}

/** What is true of a script's migration, and what can be done about it; at most four. */
export function lensesOf(
  migration: MigrationStatus,
  script: Direction,
  context: LensContext,
): readonly Lens[] {
  const { target } = context.status;
  switch (migration.state) {
    case 'pending':
    case 'out-of-order':
      return script === 'up'
        ? [...lastFailure(migration, script, context), ...applying(migration, context)]
        : [tell(l10n.t('○ Not applied to {0}', target.name))];
    case 'applied':
      return [
        ...lastFailure(migration, script, context),
        applied(migration, context),
        ...reverting(migration, context),
      ];
    case 'modified':
      return [
        ...lastFailure(migration, script, context),
        edited(migration),
        ...reverting(migration, context),
      ];
    case 'failed':
      return [tell(l10n.t('✗ Recorded as failed on {0}', target.name), reason(migration))];
    case 'missing':
      return [];
  }
}

function applying(migration: MigrationStatus, { status }: LensContext): readonly Lens[] {
  const { target, migrations } = status;
  const count = migrations.filter(isPending).findIndex(is(migration)) + 1;
  const apply: Lens =
    count === 1
      ? act('apply', l10n.t('▶ Apply to {0}', target.name), target.display)
      : act(
          'applyUpToHere',
          l10n.t('▶ Apply {0} up to here to {1}', count, target.name),
          target.display,
        );
  return [apply, act('showPlan', l10n.t('Show plan'), l10n.t('What would happen, with its SQL'))];
}

function reverting(migration: MigrationStatus, { status }: LensContext): readonly Lens[] {
  const { project, target, migrations } = status;
  const inOrder = project.convention.revertOrder(migrations.filter(isApplied));
  const newer = inOrder.slice(0, inOrder.findIndex(is(migration)));
  // What is certain to be refused is not offered.
  const affected = newer.length === 0 ? [migration] : newer;
  if (!affected.every(isReversible)) return [];
  if (newer.length === 0) {
    return [act('revert', l10n.t('↩ Revert on {0}', target.name), target.display)];
  }
  const title =
    newer.length === 1
      ? l10n.t('↩ Revert 1 newer one on {0}, keep this', target.name)
      : l10n.t('↩ Revert {0} newer ones on {1}, keep this', newer.length, target.name);
  return [act('revertDownToHere', title, target.display)];
}

function applied({ migration, row }: MigrationStatus, { moment }: LensContext): Lens {
  const { appliedAt = null, durationMs = null } = row ?? {};
  const when = appliedAt === null ? null : ago(appliedAt, moment);
  const long = durationMs === null ? null : duration(durationMs);
  const exact = appliedAt === null ? [] : [exactly(appliedAt, moment)];
  const oneWay = migration?.down ? [] : [l10n.t('It has no down script, so it stays.')];
  return tell(appliedTitle(when, long), [...exact, ...oneWay].join('\n') || null);
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
  { failure, status: { target } }: LensContext,
): readonly Lens[] {
  const { step } = failure ?? {};
  const current = migration?.[script];
  if (failure === null || step?.direction !== script) return [];
  if (step.script.path !== current?.path || step.script.sql !== current.sql) return [];

  const count = split(current.sql, target.engine).length;
  const title =
    failure.statement === null
      ? l10n.t('✗ Failed on {0}', target.name)
      : l10n.t(
          '✗ Failed on {0} at statement {1} of {2}',
          target.name,
          failure.completed + 1,
          count,
        );
  return [tell(title, describeFailure(failure, 0))];
}

function isReversible({ migration }: MigrationStatus): boolean {
  return migration?.down != null;
}

function is({ version }: MigrationStatus): (other: MigrationStatus) => boolean {
  return (other) => other.version === version;
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
