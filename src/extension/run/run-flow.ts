import * as vscode from 'vscode';
import { isRefused, type Plan, type Request } from '../../core/plan.ts';
import { describeFailure, type StepFailure } from '../../runner/failure.ts';
import type { RunOptions, RunResult } from '../../runner/run-result.ts';
import { refuseProtected } from '../../runner/maintenance.ts';
import type { ReadingThreads } from '../../runner/script-analyst.ts';
import { validate } from '../../runner/status.ts';
import type { MigrationRef } from '../commands/migration-ref.ts';
import { repairCommands } from '../commands/repair-ids.ts';
import type { Gateway } from '../model/gateway.ts';
import type { ProjectModel } from '../model/project-model.ts';
import { ready } from '../model/ready.ts';
import { repairsOn } from '../model/repairs.ts';
import type { ReadyState } from '../model/state.ts';
import type { PlanDocuments } from '../plan/plan-documents.ts';
import { planOf, planOptions } from '../plan/plan-of.ts';
import { openFailure } from '../open-script.ts';
import { validText } from '../text/answers.ts';
import { targetIn } from '../text/where.ts';
import { showError, showWarning } from '../window.ts';
import type { Confirm, Look } from './confirm.ts';
import { needsConfirmation, question, resetQuestion } from './confirmation.ts';
import { prepare } from './prepare.ts';
import { tellRefused } from './refused.ts';
import { cancelledText, nothingToDoText, runTitle } from './run-text.ts';
import type { FlowServices } from './services.ts';
import { workOn } from './task.ts';
import type { Turns } from './turns.ts';
import type { Voice } from './voice.ts';

/** What is the same for whatever is run from the editor. */
type RunOptionsHere = Omit<RunOptions, keyof ReadingThreads | 'agreed' | 'backup'>;

/** The one way by which the editor applies and reverts: save, plan, ask, carry out, tell. */
export class RunFlow {
  readonly #gateway: Gateway;
  readonly #turns: Turns;
  readonly #confirm: Confirm;
  readonly #voice: Voice;
  readonly #plans: PlanDocuments;

  constructor({ gateway, turns, confirm, voice }: FlowServices, plans: PlanDocuments) {
    this.#gateway = gateway;
    this.#turns = turns;
    this.#confirm = confirm;
    this.#voice = voice;
    this.#plans = plans;
  }

  /** @returns null when it did not come to a run */
  async start(model: ProjectModel, request: Request): Promise<RunResult | null> {
    return await this.#turns.take(model, this.#voice, async () => {
      const prepared = await this.#prepare(model, request);
      if (prepared === null) return null;
      const { state, plan } = prepared;
      if (!(await this.#isAgreed(model, request, state, plan))) return null;
      return await this.#carryOut(model, state, request, plan);
    });
  }

  /** Everything from zero: the database is made anew, after a backup and a question. */
  async reset(model: ProjectModel): Promise<RunResult | null> {
    return await this.#turns.take(model, this.#voice, async () => {
      await model.refresh();
      const state = ready(model);
      refuseProtected(state);
      const request: Request = { kind: 'up' };
      if (!(await this.#confirm(resetQuestion(state), this.#sql(model, request)))) return null;
      const { environment, target, status } = state;
      const title = vscode.l10n.t('Resetting {0}', targetIn(environment, target));
      return await this.#work(model, state, request, title, (options) =>
        this.#gateway.reset(status.project, state, { ...options, keepBackup: true, schema: null }),
      );
    });
  }

  async #isAgreed(
    model: ProjectModel,
    request: Request,
    state: ReadyState,
    plan: Plan,
  ): Promise<boolean> {
    if (!needsConfirmation(plan, state)) return true;
    return await this.#confirm(question(plan, state), this.#sql(model, request));
  }

  #sql(model: ProjectModel, request: Request): Look {
    return { label: vscode.l10n.t('Show SQL'), show: () => this.#plans.show(model, request) };
  }

  /** Reads what is true now, and judges the plan. */
  async #prepare(
    model: ProjectModel,
    request: Request,
  ): Promise<{ state: ReadyState; plan: Plan } | null> {
    const state = await prepare(model, this.#voice);
    if (state === null) return null;
    const plan = planOf(state.status, request);
    if (isRefused(plan)) {
      void this.#refuse(model, request, plan, targetIn(state.environment, state.target));
      return null;
    }
    if (plan.steps.length === 0) {
      const where = targetIn(state.environment, state.target);
      this.#voice.tell(nothingToDoText(request.kind === 'down', where));
      return null;
    }
    return { state, plan };
  }

  async #carryOut(
    model: ProjectModel,
    state: ReadyState,
    request: Request,
    agreed: Plan,
  ): Promise<RunResult | null> {
    const { environment, target, status } = state;
    const title = runTitle(agreed, targetIn(environment, target));
    return await this.#work(model, state, request, title, (options) =>
      this.#gateway.run(status.project, target, request, {
        ...options,
        agreed,
        backup: environment?.backup ?? null,
      }),
    );
  }

  async #work(
    model: ProjectModel,
    { environment, target }: Pick<ReadyState, 'environment' | 'target'>,
    request: Request,
    title: string,
    work: (options: RunOptionsHere) => Promise<RunResult>,
  ): Promise<RunResult | null> {
    const where = targetIn(environment, target);
    const { lockTimeout } = model.settings;
    this.#voice.log.info(target.display);
    const { timeouts = null } = environment ?? {};
    const worked = await workOn(model, title, this.#voice.log, (signal, onEvent) =>
      work({ ...planOptions, lockTimeout, timeouts, signal, onEvent }),
    );
    if (worked === null) {
      this.#voice.say(vscode.l10n.t('Cancelled. Nothing was changed on {0}.', where));
      return null;
    }
    const { result } = worked;
    model.lastFailure = result.failure;
    this.#conclude(model, request, result, where);
    if (environment?.protected === true && result.done.length > 0) void this.#validate(model);
    return result;
  }

  /** What went well is in the tree; the rest is said. */
  #conclude(model: ProjectModel, request: Request, result: RunResult, target: string): void {
    if (result.failure !== null) {
      void this.#reportFailure(model, result.failure, result.done.length);
    } else if (result.cancelled) {
      this.#voice.say(cancelledText(result, target));
    } else if (isRefused(result.plan)) {
      void this.#refuse(model, request, result.plan, target);
    } else if (result.plan.steps.length === 0) {
      this.#voice.tell(nothingToDoText(request.kind === 'down', target));
    }
  }

  /** In a protected environment the end is not taken for granted. */
  async #validate({ state }: ProjectModel): Promise<void> {
    if (state.kind !== 'ready') return;
    const where = targetIn(state.environment, state.target);
    const count = validate(state.status).length;
    if (count === 0) {
      this.#voice.say(validText(state.status, where));
      return;
    }
    const text =
      count === 1
        ? vscode.l10n.t('Validated {0}: 1 problem.', where)
        : vscode.l10n.t('Validated {0}: {1} problems.', where, count);
    this.#voice.log.warn(text);
    const show = vscode.l10n.t('Show Problems');
    if ((await showWarning(text, show)) === show) {
      await vscode.commands.executeCommand('workbench.actions.view.problems');
    }
  }

  #refuse(model: ProjectModel, request: Request, plan: Plan, target: string): Promise<void> {
    return tellRefused(model, request, plan, target, this.#plans, this.#voice);
  }

  async #reportFailure(model: ProjectModel, failure: StepFailure, before: number): Promise<void> {
    const text = describeFailure(failure, before);
    const { code, detail, hint, statement } = failure;
    this.#voice.log.error([text, code, detail, hint, statement].filter((part) => part).join('\n'));

    const goOn = vscode.l10n.t('Continue…');
    const open = vscode.l10n.t('Open');
    const showLog = vscode.l10n.t('Show Log');
    const answers = canContinue(model, failure) ? [goOn, open, showLog] : [open, showLog];
    const answer = await showError(text, ...answers);
    if (answer === goOn) {
      const ref: MigrationRef = { root: model.id, version: failure.step.migration.version };
      await vscode.commands.executeCommand(repairCommands.continue, ref);
    }
    if (answer === showLog) this.#voice.log.show();
    if (answer === open) await openFailure(model, failure);
  }
}

function canContinue({ state }: ProjectModel, { step }: StepFailure): boolean {
  if (state.kind !== 'ready') return false;
  const { version } = step.migration;
  const now = state.status.migrations.find((each) => each.version === version);
  return now !== undefined && repairsOn(now).includes('continue');
}
