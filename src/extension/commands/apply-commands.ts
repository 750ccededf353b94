import * as vscode from 'vscode';
import { isPending } from '../../core/state.ts';
import { ready } from '../model/ready.ts';
import type { RunFlow } from '../run/run-flow.ts';
import { pickUpTo } from './pick-up-to.ts';
import type { Handlers } from './register.ts';
import type { Targets } from './targets.ts';

export function applyCommands(targets: Targets, flow: RunFlow) {
  return {
    async 'strata.applyAll'(argument) {
      const model = await targets.project(argument);
      if (model !== undefined) await flow.start(model, { kind: 'up' });
    },

    async 'strata.apply'(argument) {
      const { model, status } = await targets.migration(argument);
      await flow.start(model, { kind: 'apply', versions: [status.version] });
    },

    async 'strata.applyUpToHere'(argument) {
      const { model, status } = await targets.migration(argument);
      await flow.start(model, { kind: 'up', to: status.version });
    },

    async 'strata.applyUpTo'(argument) {
      const model = await targets.project(argument);
      if (model === undefined) return;
      await model.refresh();
      const { status, target } = ready(model);
      const pending = status.migrations.filter(isPending);
      if (pending.length === 0) return await flow.start(model, { kind: 'up' });

      const words = {
        title: vscode.l10n.t('Apply to {0}', target.name),
        placeHolder: vscode.l10n.t('Up to and including…'),
      };
      const to = await pickUpTo(pending, words, (count) =>
        count === 1 ? vscode.l10n.t('applies this one') : vscode.l10n.t('applies {0}', count),
      );
      if (to !== undefined) await flow.start(model, { kind: 'up', to });
    },
  } satisfies Partial<Handlers>;
}
