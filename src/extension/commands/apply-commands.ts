import * as vscode from 'vscode';
import { versionBeside } from '../../core/migration.ts';
import { isPending } from '../../core/state.ts';
import { ready } from '../model/ready.ts';
import type { RunFlow } from '../run/run-flow.ts';
import { pick } from '../window.ts';
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

      const items = pending.map((status, index) => ({
        label: status.description,
        description: versionBeside(status),
        detail:
          index === 0 ? vscode.l10n.t('applies this one') : vscode.l10n.t('applies {0}', index + 1),
        version: status.version,
      }));
      const chosen = await pick(items, {
        title: vscode.l10n.t('Apply to {0}', target.name),
        placeHolder: vscode.l10n.t('Up to and including…'),
        matchOnDescription: true,
      });
      if (chosen !== undefined) await flow.start(model, { kind: 'up', to: chosen.version });
    },
  } satisfies Partial<Handlers>;
}
