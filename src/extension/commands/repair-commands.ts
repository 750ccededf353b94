import * as vscode from 'vscode';
import { StrataError } from '../../core/errors.ts';
import { isPending } from '../../core/state.ts';
import { ready } from '../model/ready.ts';
import { repairsOn, type RepairAction } from '../model/repairs.ts';
import type { AppliedTexts } from '../repair/applied-texts.ts';
import type { RepairFlow } from '../run/repair-flow.ts';
import type { RunFlow } from '../run/run-flow.ts';
import { targetIn } from '../text/where.ts';
import { pickUpTo } from './pick-up-to.ts';
import { pickWhetherDone } from './pick-whether-done.ts';
import type { Handlers } from './register.ts';
import type { ChosenMigration, MigrationQuestion, Targets } from './targets.ts';

/** Commands that put right what plain applying and reverting does not. */
export function repairCommands(
  targets: Targets,
  runs: Pick<RunFlow, 'start'>,
  repairs: Pick<RepairFlow, 'start'>,
  texts: Pick<AppliedTexts, 'compare'>,
) {
  return {
    async 'strata.continue'(argument) {
      const chosen = await choose(argument, 'continue', {
        title: vscode.l10n.t('Continue'),
        placeHolder: vscode.l10n.t('Which unfinished migration?'),
        none: vscode.l10n.t('No migration is unfinished in a way that could be continued.'),
      });
      if (chosen === undefined) return;
      const { version, unfinished } = chosen.status;
      const done = unfinished?.inDoubt ? await pickWhetherDone(unfinished) : false;
      if (done === undefined) return;
      await runs.start(chosen.model, { kind: 'continue', version, done });
    },

    async 'strata.compare'(argument) {
      const chosen = await choose(argument, 'accept', edited(vscode.l10n.t('Compare')));
      if (chosen === undefined) return;
      if (!(await texts.compare(chosen.model, chosen.status))) throw notFound(chosen);
    },

    async 'strata.acceptChecksum'(argument) {
      const title = vscode.l10n.t('Accept New Checksum');
      const chosen = await choose(argument, 'accept', edited(title));
      if (chosen === undefined) return;
      await repairs.start(chosen.model, { kind: 'accept', versions: [chosen.status.version] });
    },

    async 'strata.markApplied'(argument) {
      const chosen = await choose(argument, 'applied', failed(vscode.l10n.t('Mark as Applied')));
      if (chosen === undefined) return;
      await repairs.start(chosen.model, { kind: 'applied', version: chosen.status.version });
    },

    async 'strata.markNotApplied'(argument) {
      const title = vscode.l10n.t('Mark as Not Applied');
      const chosen = await choose(argument, 'not-applied', failed(title));
      if (chosen === undefined) return;
      await repairs.start(chosen.model, { kind: 'not-applied', version: chosen.status.version });
    },

    async 'strata.forgetMissing'(argument) {
      const chosen = await choose(argument, 'forget', {
        title: vscode.l10n.t('Forget Missing Migration'),
        placeHolder: vscode.l10n.t('Which one is the history to tell of no longer?'),
        none: vscode.l10n.t('No applied migration is without its file.'),
      });
      if (chosen === undefined) return;
      await repairs.start(chosen.model, { kind: 'forget', versions: [chosen.status.version] });
    },

    async 'strata.markAppliedUpToHere'(argument) {
      const { model, status } = await targets.migration(argument);
      await repairs.start(model, { kind: 'baseline', to: status.version });
    },

    async 'strata.markAppliedUpTo'(argument) {
      const model = await targets.project(argument);
      if (model === undefined) return;
      await model.refresh();
      const { status, target, environment } = ready(model);
      const pending = status.migrations.filter(isPending);
      if (pending.length === 0) throw none(vscode.l10n.t('No migration is pending.'));
      const words = {
        title: vscode.l10n.t('Mark as applied on {0}', targetIn(environment, target)),
        placeHolder: vscode.l10n.t('Up to and including… Nothing is applied.'),
      };
      const to = await pickUpTo(pending, words, (count) =>
        count === 1 ? vscode.l10n.t('marks this one') : vscode.l10n.t('marks {0}', count),
      );
      if (to !== undefined) await repairs.start(model, { kind: 'baseline', to });
    },
  } satisfies Partial<Handlers>;

  async function choose(
    argument: unknown,
    action: RepairAction,
    { none: nobody, ...words }: Words,
  ): Promise<ChosenMigration | undefined> {
    return await targets.pickMigration(argument, {
      ...words,
      among: ({ migrations }) => {
        const found = migrations.filter((status) => repairsOn(status).includes(action));
        if (found.length === 0) throw none(nobody);
        return found;
      },
    });
  }
}

interface Words extends Omit<MigrationQuestion, 'among'> {
  /** Why there is nothing to choose from. */
  readonly none: string;
}

function edited(title: string): Words {
  return {
    title,
    placeHolder: vscode.l10n.t('Which edited migration?'),
    none: vscode.l10n.t('No applied migration was edited.'),
  };
}

function failed(title: string): Words {
  return {
    title,
    placeHolder: vscode.l10n.t('Which failed migration?'),
    none: vscode.l10n.t('No migration has failed or is unfinished.'),
  };
}

function none(message: string): StrataError {
  return new StrataError('usage', message, {
    hint: vscode.l10n.t('There is nothing to put right.'),
  });
}

function notFound({ status: { description } }: ChosenMigration): StrataError {
  return new StrataError(
    'usage',
    vscode.l10n.t('Neither Strata nor git has the text of {0} that was applied.', description),
    { hint: vscode.l10n.t('There is nothing to compare it with.') },
  );
}
