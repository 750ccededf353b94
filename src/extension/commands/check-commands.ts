import * as vscode from 'vscode';
import { StrataError } from '../../core/errors.ts';
import type { Consents } from '../checks/consents.ts';
import type { LiveChecks } from '../checks/live-checks.ts';
import { showModal } from '../window.ts';
import type { Handlers } from './register.ts';
import type { Targets } from './targets.ts';

/** Commands about checks before anything is applied. */
export function checkCommands(targets: Targets, checks: LiveChecks, consents: Consents) {
  return {
    /** Asks once whether scratch databases may be made on the server; it can be taken back by the same. */
    async 'strata.allowShadow'(argument) {
      const model = await targets.project(argument);
      if (model === undefined) return;
      const target = model.destination?.target;
      if (target?.engine !== 'postgres') throw noServer();
      const yes = vscode.l10n.t('Check There');
      const no = vscode.l10n.t('Never Check There');
      const answer = await showModal(
        vscode.l10n.t('Check migrations in scratch databases on {0}?', target.display),
        vscode.l10n.t(
          'Strata makes a database named strata_shadow_… on that server, applies the migrations there to see what comes of them, and drops it. Nothing is done in {0}.',
          target.name,
        ),
        yes,
        no,
      );
      if (answer === undefined) return;
      await consents.remember(target, answer === yes);
      checks.request(model);
    },
  } satisfies Partial<Handlers>;
}

function noServer(): StrataError {
  return new StrataError(
    'usage',
    vscode.l10n.t('There is no server to agree to: this project is on no PostgreSQL database.'),
  );
}
