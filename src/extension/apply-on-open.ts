import * as vscode from 'vscode';
import { isPending } from '../core/state.ts';
import type { Log } from './log.ts';
import type { ProjectModel } from './model/project-model.ts';
import type { Projects } from './model/projects.ts';
import type { ReadyState } from './model/state.ts';
import type { PlanDocuments } from './plan/plan-documents.ts';
import { reportError } from './report-error.ts';
import type { RunFlow } from './run/run-flow.ts';
import { targetIn } from './text/where.ts';
import { showInformation } from './window.ts';

/** The guides' automatic migration at start: once for each project, after its first reading. */
export class ApplyOnOpen implements vscode.Disposable {
  readonly #flow: Pick<RunFlow, 'start'>;
  readonly #plans: Pick<PlanDocuments, 'show'>;
  readonly #log: Log;
  readonly #following: vscode.Disposable;
  readonly #met = new Set<string>();

  constructor(
    projects: Projects,
    flow: Pick<RunFlow, 'start'>,
    plans: Pick<PlanDocuments, 'show'>,
    log: Log,
  ) {
    this.#flow = flow;
    this.#plans = plans;
    this.#log = log;
    this.#following = projects.onDidChange((model) => {
      if (model !== undefined) this.#meet(model);
    });
  }

  dispose(): void {
    this.#following.dispose();
  }

  /** Whatever the first reading says, it was the first: later ones may be of another environment. */
  #meet(model: ProjectModel): void {
    const { id, state } = model;
    if (state.kind === 'loading' || this.#met.has(id)) return;
    this.#met.add(id);
    if (state.kind !== 'ready' || state.environment?.protected === true) return;
    const count = state.status.migrations.filter(isPending).length;
    const { applyOnOpen } = model.settings;
    if (count === 0 || applyOnOpen === 'never') return;
    // Elsewhere than on this machine nothing happens without a question, and none pops up.
    if (applyOnOpen === 'always' && state.target.local) void this.#apply(model);
    else void this.#ask(model, state, count);
  }

  async #ask(
    model: ProjectModel,
    { environment, target }: ReadyState,
    count: number,
  ): Promise<void> {
    const apply = vscode.l10n.t('Apply');
    const show = vscode.l10n.t('Show Plan');
    const where = targetIn(environment, target);
    const text =
      count === 1
        ? vscode.l10n.t('1 migration of {0} is pending on {1}.', model.name, where)
        : vscode.l10n.t('{0} migrations of {1} are pending on {2}.', count, model.name, where);
    const notNow = vscode.l10n.t('Not Now');
    const answer = await showInformation(text, apply, show, notNow);
    if (answer === show) await this.#plans.show(model, { kind: 'up' });
    // What was asked for this database is not an answer for another.
    if (answer === apply && isOn(model, target.display)) await this.#apply(model);
  }

  async #apply(model: ProjectModel): Promise<void> {
    try {
      await this.#flow.start(model, { kind: 'up' });
    } catch (error) {
      void reportError(error, this.#log);
    }
  }
}

function isOn({ state }: ProjectModel, display: string): boolean {
  return state.kind === 'ready' && state.target.display === display;
}
