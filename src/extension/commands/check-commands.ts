import * as vscode from 'vscode';
import { draftDrift } from '../../checks/draft-drift.ts';
import { StrataError } from '../../core/errors.ts';
import { askConsent } from '../checks/ask-consent.ts';
import type { CheckFlow } from '../checks/check-flow.ts';
import { checkedText } from '../checks/checked-text.ts';
import type { Consents } from '../checks/consents.ts';
import type { DriftDocuments } from '../checks/drift-documents.ts';
import type { LiveChecks } from '../checks/live-checks.ts';
import { sidesOf, type SchemaDocuments } from '../checks/schema-documents.ts';
import { placeText } from '../checks/standing-text.ts';
import { ready } from '../model/ready.ts';
import type { Voice } from '../run/voice.ts';
import { targetIn } from '../text/where.ts';
import { createFromDraft } from './create-command.ts';
import type { Handlers } from './register.ts';
import type { Targets } from './targets.ts';

export interface CheckCommandServices {
  readonly checks: LiveChecks;
  readonly consents: Consents;
  readonly flow: CheckFlow;
  readonly schemas: SchemaDocuments;
  readonly drifts: DriftDocuments;
  readonly voice: Voice;
}

/** Commands about checks before anything is applied. */
export function checkCommands(
  targets: Targets,
  { checks, consents, flow, schemas, drifts, voice }: CheckCommandServices,
) {
  return {
    /** Asks once whether scratch databases may be made on the server; it can be taken back by the same. */
    async 'strata.allowShadow'(argument) {
      const model = await targets.project(argument);
      if (model === undefined) return;
      const target = model.destination?.target;
      if (target?.engine !== 'postgres') throw noServer();
      if ((await askConsent(consents, target)) !== undefined) checks.request(model);
    },

    async 'strata.check'(argument) {
      const model = await targets.project(argument);
      if (model === undefined) return;
      const checked = await flow.check(model);
      if (checked === null) return;
      voice.tell(checkedText(checked));
      const isSound = checked.result.problems.every(({ severity }) => severity === 'info');
      if (!isSound) await vscode.commands.executeCommand('workbench.actions.view.problems');
    },

    async 'strata.showSchemaDiff'(argument) {
      const { model, migration } = targets.files(argument);
      const found = await flow.schemasOf(model, migration);
      if (found === null) return;
      const title = vscode.l10n.t('Schema around {0}', migration.description);
      await schemas.compare(model, title, sidesOf(found));
    },

    async 'strata.showDrift'(argument) {
      const model = await targets.project(argument);
      const found = model && (await flow.drift(model));
      if (!model || !found) return;
      const { environment, target } = ready(model);
      await drifts.show(model, found.drift, targetIn(environment, target), placeText(found.about));
    },

    async 'strata.createFromDrift'(argument) {
      const model = await targets.project(argument);
      if (model === undefined) return;
      const drift = drifts.of(model);
      if (drift === undefined || drift.changes.length === 0) throw noDrift(model.name);
      const question = {
        title: vscode.l10n.t('Create Migration From Drift'),
        prompt: vscode.l10n.t('What was changed by hand? It is drafted, and not applied.'),
        value: vscode.l10n.t('changes made by hand'),
      };
      await createFromDraft(model, question, ({ convention }) => draftDrift(drift, convention));
    },
  } satisfies Partial<Handlers>;
}

function noDrift(name: string): StrataError {
  return new StrataError('usage', vscode.l10n.t('No drift of {0} is known.', name), {
    hint: vscode.l10n.t('Look first: Strata: Show Drift'),
  });
}

function noServer(): StrataError {
  return new StrataError(
    'usage',
    vscode.l10n.t('There is no server to agree to: this project is on no PostgreSQL database.'),
  );
}
