import * as vscode from 'vscode';
import { isRefused } from '../../core/plan.ts';
import type { Repair, RepairPlan } from '../../core/repair.ts';
import { planRepair } from '../../runner/plan-repair.ts';
import type { Gateway } from '../model/gateway.ts';
import type { ProjectModel } from '../model/project-model.ts';
import type { ReadyState } from '../model/state.ts';
import type { AppliedTexts } from '../repair/applied-texts.ts';
import type { RepairDocuments } from '../repair/repair-documents.ts';
import { repairQuestion, type Grounds } from '../repair/repair-question.ts';
import { repairedText } from '../repair/repair-text.ts';
import { targetIn } from '../text/where.ts';
import { ask, showError } from '../window.ts';
import type { Confirm } from './confirm.ts';
import { prepare } from './prepare.ts';
import { refusedText } from './run-text.ts';
import type { FlowServices } from './services.ts';
import { workOn } from './task.ts';
import type { Turns } from './turns.ts';
import type { Voice } from './voice.ts';

/** The one way by which the editor puts a history right: save, show, ask, carry out, tell. */
export class RepairFlow {
  readonly #gateway: Gateway;
  readonly #turns: Turns;
  readonly #confirm: Confirm;
  readonly #voice: Voice;
  readonly #documents: RepairDocuments;
  readonly #texts: AppliedTexts;

  constructor(
    { gateway, turns, confirm, voice }: FlowServices,
    documents: RepairDocuments,
    texts: AppliedTexts,
  ) {
    this.#gateway = gateway;
    this.#turns = turns;
    this.#confirm = confirm;
    this.#voice = voice;
    this.#documents = documents;
    this.#texts = texts;
  }

  /** @returns what was changed; null: it did not come to it */
  async start(model: ProjectModel, repair: Repair): Promise<RepairPlan | null> {
    return await this.#turns.take(model, this.#voice, async () => {
      const state = await prepare(model, this.#voice);
      if (state === null) return null;
      const where = targetIn(state.environment, state.target);
      const plan = planRepair(state.status, repair);
      if (isRefused(plan)) {
        void this.#refuse(model, repair, plan, where);
        return null;
      }
      if (plan.amendments.length === 0) {
        this.#voice.tell(vscode.l10n.t('There is nothing to change in the history of {0}.', where));
        return null;
      }
      const grounds = await this.#grounds(model, state, repair);
      if (grounds === null) return null;
      const question = repairQuestion(plan, repair, state, grounds);
      const show = (): Promise<void> => this.#documents.show(model, repair);
      if (!(await this.#confirm(question, { label: vscode.l10n.t('Show Change'), show }))) {
        return null;
      }
      return await this.#carryOut(model, state, repair, plan, grounds);
    });
  }

  /** To accept an edit one has to have seen it, and is asked why. @returns null: called off */
  async #grounds(
    model: ProjectModel,
    { status, environment, target }: ReadyState,
    repair: Repair,
  ): Promise<Grounds | null> {
    if (repair.kind !== 'accept') return { reason: '', compared: true };
    const edited = status.migrations.filter(({ version }) => repair.versions.includes(version));
    const compared = await Promise.all(edited.map((each) => this.#texts.compare(model, each)));
    const reason = await ask({
      title: vscode.l10n.t('Accept the edit on {0}', targetIn(environment, target)),
      prompt: vscode.l10n.t('Why may the file differ from what was applied? It goes into the log.'),
      placeHolder: vscode.l10n.t('only a comment was added'),
      // People look at the comparison meanwhile.
      ignoreFocusOut: true,
    });
    return reason === undefined
      ? null
      : { reason: reason.trim(), compared: compared.every(Boolean) };
  }

  async #carryOut(
    model: ProjectModel,
    { environment, target, status }: ReadyState,
    repair: Repair,
    agreed: RepairPlan,
    { reason }: Grounds,
  ): Promise<RepairPlan | null> {
    const where = targetIn(environment, target);
    const { lockTimeout } = model.settings;
    const title = vscode.l10n.t('Changing the history of {0}', where);
    const worked = await workOn(model, title, this.#voice.log, (signal, onEvent) =>
      this.#gateway.repair(status.project, target, repair, {
        agreed,
        lockTimeout,
        signal,
        onEvent,
      }),
    );
    if (worked === null) {
      this.#voice.say(vscode.l10n.t('Cancelled. Nothing was changed on {0}.', where));
      return null;
    }
    const { result } = worked;
    if (isRefused(result)) {
      void this.#refuse(model, repair, result, where);
      return null;
    }
    // What had failed is settled, one way or the other.
    model.lastFailure = null;
    this.#voice.tell(repairedText(repair, result, status.migrations, where));
    if (reason !== '') this.#voice.log.info(vscode.l10n.t('Reason: {0}', reason));
    return result;
  }

  async #refuse(
    model: ProjectModel,
    repair: Repair,
    plan: RepairPlan,
    where: string,
  ): Promise<void> {
    const text = refusedText(plan, where);
    this.#voice.log.warn(text);
    const show = vscode.l10n.t('Show Reasons');
    if ((await showError(text, show)) === show) await this.#documents.show(model, repair);
  }
}
