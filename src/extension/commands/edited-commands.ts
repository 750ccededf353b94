import * as vscode from 'vscode';
import { StrataError } from '../../core/errors.ts';
import type { MigrationStatus } from '../../core/state.ts';
import type { ShadowFor } from '../checks/command-shadow.ts';
import { draftMove } from '../edited/draft-move.ts';
import { editedNow, notEdited, restorationOf, restore } from '../edited/restore-text.ts';
import { ready } from '../model/ready.ts';
import type { RunFlow } from '../run/run-flow.ts';
import { targetIn } from '../text/where.ts';
import { showModal } from '../window.ts';
import { createFromDraft } from './create-command.ts';
import type { Handlers } from './register.ts';
import { checkIsNewest } from './revert-commands.ts';
import type { ChosenMigration, Targets } from './targets.ts';

/** Ways out for an applied migration whose file was edited. */
export function editedCommands(
  targets: Targets,
  runs: Pick<RunFlow, 'start'>,
  shadowFor: ShadowFor,
) {
  return {
    async 'strata.restoreApplied'(argument) {
      const chosen = await choose(argument, vscode.l10n.t('Restore What Was Applied'));
      if (chosen === undefined) return;
      const { model, status } = chosen;
      const restoration = await restorationOf(model, status);
      if (restoration.document.isDirty && !(await mayLose(status))) return;
      await restore(model, restoration);
    },

    async 'strata.moveEdit'(argument) {
      const chosen = await choose(argument, vscode.l10n.t('Move the Edit Into a New Migration'));
      if (chosen === undefined) return;
      const { model, status } = chosen;
      const restoration = await restorationOf(model, status);
      if (!restoration.edited.edit?.statements.length) throw nothingToMove(status);
      const question = {
        title: vscode.l10n.t('Move the Edit Into a New Migration'),
        prompt: vscode.l10n.t(
          '{0} is restored, and what was edited goes into a new migration. What does that do?',
          status.description,
        ),
        value: vscode.l10n.t('change {0}', status.description),
      };
      const isMoved = await createFromDraft(model, question, ({ convention }) =>
        draftMove(model, restoration.edited, convention, shadowFor),
      );
      // Nothing is restored before what would be lost has its new place.
      if (isMoved) await restore(model, restoration);
    },

    async 'strata.applyEdited'(argument) {
      const chosen = await choose(argument, vscode.l10n.t('Revert and Apply the Edit Again'));
      if (chosen === undefined) return;
      const { model, status } = chosen;
      const { environment, target, status: whole } = ready(model);
      await editedNow(model, status);
      if (!target.local || environment?.protected === true) {
        throw new StrataError(
          'refused',
          vscode.l10n.t(
            '{0} is no database for development: what is applied there stays as it is.',
            targetIn(environment, target),
          ),
          { hint: vscode.l10n.t('Restore the file, and put the change into a new migration.') },
        );
      }
      checkIsNewest(status, whole);
      await runs.start(model, { kind: 'redo', steps: 1 });
    },
  } satisfies Partial<Handlers>;

  async function choose(argument: unknown, title: string): Promise<ChosenMigration | undefined> {
    return await targets.pickMigration(argument, {
      title,
      placeHolder: vscode.l10n.t('Which edited migration?'),
      among: ({ migrations }) => {
        const found = migrations.filter(({ state }) => state === 'modified');
        if (found.length === 0) throw notEdited();
        return found;
      },
    });
  }
}

async function mayLose({ description, migration }: MigrationStatus): Promise<boolean> {
  const action = vscode.l10n.t('Restore');
  const answer = await showModal(
    vscode.l10n.t('Restore {0} as it was applied?', description),
    vscode.l10n.t(
      '{0} has changes that are not saved. Undoing brings them back.',
      migration?.up.path ?? '',
    ),
    action,
  );
  return answer === action;
}

function nothingToMove({ description }: MigrationStatus): StrataError {
  return new StrataError(
    'refused',
    vscode.l10n.t('Of {0} no statement was edited: there is nothing to move.', description),
    { hint: vscode.l10n.t('Restore what was applied, or accept the new checksum.') },
  );
}
