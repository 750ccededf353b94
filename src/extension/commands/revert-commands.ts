import * as vscode from 'vscode';
import { versionBeside } from '../../core/migration.ts';
import { StrataError } from '../../core/errors.ts';
import { isApplied, type MigrationStatus } from '../../core/state.ts';
import type { Status } from '../../runner/status.ts';
import { waysDown, type WayDown } from '../model/actions.ts';
import { ready } from '../model/ready.ts';
import type { RunFlow } from '../run/run-flow.ts';
import { pick } from '../window.ts';
import type { Handlers } from './register.ts';
import type { Targets } from './targets.ts';

export function revertCommands(targets: Targets, flow: RunFlow) {
  return {
    async 'strata.revertLast'(argument) {
      const model = await targets.project(argument);
      if (model !== undefined) await flow.start(model, { kind: 'down', steps: 1 });
    },

    async 'strata.revert'(argument) {
      const { model, status } = await targets.migration(argument);
      checkIsNewest(status, ready(model).status);
      await flow.start(model, { kind: 'down', steps: 1 });
    },

    async 'strata.revertDownToHere'(argument) {
      const { model, status } = await targets.migration(argument);
      if (!isApplied(status)) throw notApplied(status);
      await flow.start(model, { kind: 'down', to: status.version });
    },

    async 'strata.revertDownTo'(argument) {
      const model = await targets.project(argument);
      if (model === undefined) return;
      await model.refresh();
      const { status, target } = ready(model);
      const choices = waysDown(status.migrations).map(choiceOf);
      // Where nothing can be reverted, trying says why.
      if (choices.length === 0) return await flow.start(model, { kind: 'down', steps: 1 });

      const chosen = await pick(choices, {
        title: vscode.l10n.t('Revert on {0}', target.name),
        placeHolder: vscode.l10n.t('Down to, keeping…'),
        matchOnDescription: true,
      });
      if (chosen !== undefined) await flow.start(model, { kind: 'down', to: chosen.to });
    },

    async 'strata.redoLast'(argument) {
      const model = await targets.project(argument);
      if (model !== undefined) await flow.start(model, { kind: 'redo', steps: 1 });
    },
  } satisfies Partial<Handlers>;
}

interface RevertChoice extends vscode.QuickPickItem {
  /** Stays itself; null: all go. */
  readonly to: string | null;
}

function choiceOf({ keep, count }: WayDown): RevertChoice {
  if (keep === null) {
    const detail = vscode.l10n.t('reverts all {0}', count);
    return { label: vscode.l10n.t('Before the first'), detail, to: null };
  }
  const detail =
    count === 1
      ? vscode.l10n.t('keeps this one, reverts the one above')
      : vscode.l10n.t('keeps this one, reverts the {0} above', count);
  return { label: keep.description, description: versionBeside(keep), detail, to: keep.version };
}

function newestFirst({ project, migrations }: Status): readonly MigrationStatus[] {
  return project.convention.revertOrder(migrations.filter(isApplied));
}

/** Reverting is in order, and more than was asked for is never reverted. */
export function checkIsNewest(migration: MigrationStatus, status: Status): void {
  if (!isApplied(migration)) throw notApplied(migration);
  const [newest] = newestFirst(status);
  if (newest === undefined || newest.version === migration.version) return;
  throw new StrataError(
    'refused',
    vscode.l10n.t(
      '{0} is not the newest applied migration: {1} is.',
      migration.description,
      newest.description,
    ),
    { hint: vscode.l10n.t('Revert the newer ones first.') },
  );
}

export function notApplied({ description }: MigrationStatus): StrataError {
  return new StrataError('refused', vscode.l10n.t('{0} is not applied.', description));
}
