import * as vscode from 'vscode';
import { isRefused, type Request } from '../../core/plan.ts';
import { summary } from '../../runner/rehearsal-text.ts';
import type { RehearsalResult } from '../../runner/rehearse.ts';
import type { ShadowFor } from '../checks/command-shadow.ts';
import type { ProjectModel } from '../model/project-model.ts';
import type { ReadyState } from '../model/state.ts';
import type { PlanDocuments } from '../plan/plan-documents.ts';
import { planOf, planOptions } from '../plan/plan-of.ts';
import { prepare } from '../run/prepare.ts';
import { tellRefused } from '../run/refused.ts';
import { nothingToDoText } from '../run/run-text.ts';
import type { FlowServices } from '../run/services.ts';
import { workOn } from '../run/task.ts';
import { targetIn } from '../text/where.ts';
import type { RehearsalDocuments } from './rehearsal-documents.ts';
import { rehearsalQuestion } from './rehearsal-question.ts';

/** The one way by which the editor rehearses: save, plan, ask, carry out and take back, show. */
export class RehearsalFlow {
  readonly #services: FlowServices;
  readonly #plans: PlanDocuments;
  readonly #documents: RehearsalDocuments;
  readonly #shadowFor: ShadowFor;

  /** @param shadowFor for what cannot be tried in the database itself */
  constructor(
    services: FlowServices,
    plans: PlanDocuments,
    documents: RehearsalDocuments,
    shadowFor: ShadowFor,
  ) {
    this.#shadowFor = shadowFor;
    this.#services = services;
    this.#plans = plans;
    this.#documents = documents;
  }

  /** @returns null when it did not come to it */
  async start(model: ProjectModel, request: Request): Promise<RehearsalResult | null> {
    const { turns, voice } = this.#services;
    return await turns.take(model, voice, async () => {
      const state = await prepare(model, voice);
      if (state === null || !(await this.#isWanted(model, request, state))) return null;
      const result = await this.#carryOut(model, request, state);
      if (result === null) return null;
      const where = targetIn(state.environment, state.target);
      if (isRefused(result.plan)) {
        void tellRefused(model, request, result.plan, where, this.#plans, voice);
        return null;
      }
      const address = `${state.target.display} (${state.source})`;
      await this.#documents.show(model, { result, where, address });
      voice.tell(summary(result, where));
      return result;
    });
  }

  async #isWanted(model: ProjectModel, request: Request, state: ReadyState): Promise<boolean> {
    const { confirm, voice } = this.#services;
    const plan = planOf(state.status, request);
    const where = targetIn(state.environment, state.target);
    if (isRefused(plan)) {
      void tellRefused(model, request, plan, where, this.#plans, voice);
      return false;
    }
    if (plan.steps.length === 0) {
      voice.tell(nothingToDoText(false, where));
      return false;
    }
    const question = rehearsalQuestion(plan, state);
    if (question === null) return true;
    const label = vscode.l10n.t('Show SQL');
    return await confirm(question, { label, show: () => this.#plans.show(model, request) });
  }

  async #carryOut(
    model: ProjectModel,
    request: Request,
    { environment, target, status }: ReadyState,
  ): Promise<RehearsalResult | null> {
    const { gateway, voice } = this.#services;
    const where = targetIn(environment, target);
    const title = vscode.l10n.t('Rehearsing on {0}', where);
    const { lockTimeout } = model.settings;
    const { timeouts = null } = environment ?? {};
    const worked = await workOn(model, title, voice.log, (signal, onEvent) =>
      gateway.rehearse(status.project, target, request, {
        ...planOptions,
        ...{ on: null, lockTimeout, timeouts, signal, onEvent },
        shadow: () => this.#shadowFor(model),
      }),
    );
    if (worked === null) {
      voice.say(vscode.l10n.t('Cancelled. Nothing was changed on {0}.', where));
    }
    return worked?.result ?? null;
  }
}
