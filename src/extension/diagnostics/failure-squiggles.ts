import { isDeepStrictEqual } from 'node:util';
import * as vscode from 'vscode';
import { isApplied } from '../../core/state.ts';
import type { StepFailure } from '../../runner/failure.ts';
import type { ProjectModel } from '../model/project-model.ts';
import type { Projects } from '../model/projects.ts';
import { diagnosticOf } from './diagnostic.ts';
import { failureMessage } from './failure-message.ts';
import { afterEdit, rangeOf, type TextSpan } from './place.ts';

interface Squiggle {
  readonly failure: StepFailure;
  readonly uri: vscode.Uri;
  /** Null once it was edited away. */
  readonly range: TextSpan | null;
}

/**
 * The failing statement of a project's last run, until somebody edits that place, the migration
 * goes through, or another run starts.
 */
export class FailureSquiggles implements vscode.Disposable {
  readonly #collection = vscode.languages.createDiagnosticCollection('strata-failure');
  readonly #squiggles = new Map<ProjectModel, Squiggle>();
  readonly #changed = new vscode.EventEmitter<ProjectModel>();
  readonly #following: vscode.Disposable;

  readonly onDidChange = this.#changed.event;

  constructor(projects: Projects) {
    this.#following = vscode.Disposable.from(
      projects.onDidChange((model) => {
        if (model !== undefined) this.#update(model);
      }),
      vscode.workspace.onDidChangeTextDocument((event) => {
        for (const [model, squiggle] of this.#squiggles) {
          const { uri } = event.document;
          if (uri.toString() === squiggle.uri.toString()) this.#follow(model, squiggle, event);
        }
      }),
    );
  }

  /** What is said of a failure where it is. */
  isSaidAt(model: ProjectModel, path: string, { start }: TextSpan): boolean {
    const { failure, range } = this.#squiggles.get(model) ?? {};
    return failure?.step.script.path === path && !!range && isDeepStrictEqual(range.start, start);
  }

  dispose(): void {
    this.#following.dispose();
    this.#changed.dispose();
    this.#collection.dispose();
  }

  #update(model: ProjectModel): void {
    const failure = model.lastFailure;
    const known = this.#squiggles.get(model);
    if (model.busy !== null) {
      this.#hide(model);
    } else if (failure !== null && failure !== known?.failure && !isProblem(model, failure)) {
      this.#show(model, failure);
    } else if (known !== undefined && isOver(model, known.failure)) {
      this.#hide(model);
    }
  }

  #show(model: ProjectModel, failure: StepFailure): void {
    this.#hide(model);
    const { path, sql } = failure.step.script;
    const uri = model.uriOf(path);
    const range = rangeOf(failure.location, sql.startsWith('\uFEFF'));
    this.#squiggles.set(model, { failure, uri, range });
    this.#collection.set(uri, [diagnosticOf('failed', 'error', failureMessage(failure), range)]);
    this.#changed.fire(model);
  }

  /** The failure itself is kept in mind: it is not to be shown again. */
  #hide(model: ProjectModel): void {
    const squiggle = this.#squiggles.get(model);
    if (squiggle?.range == null) return;
    this.#collection.delete(squiggle.uri);
    this.#squiggles.set(model, { ...squiggle, range: null });
    this.#changed.fire(model);
  }

  #follow(
    model: ProjectModel,
    squiggle: Squiggle,
    { contentChanges }: vscode.TextDocumentChangeEvent,
  ): void {
    // An editor moves its squiggles itself; it is only told when one has to go.
    const range = contentChanges.reduce<TextSpan | null>(
      (span, { range: { start, end }, text }) => span && afterEdit(span, { start, end, text }),
      squiggle.range,
    );
    if (range === null) this.#hide(model);
    else this.#squiggles.set(model, { ...squiggle, range });
  }
}

/** A script that has begun and not ended is a problem of its own, at the same place. */
function isProblem({ state }: ProjectModel, { step }: StepFailure): boolean {
  if (state.kind !== 'ready') return false;
  const { version } = step.migration;
  return state.status.migrations.some((each) => each.version === version && each.unfinished);
}

/** The step is done by now, or its script is gone. */
function isOver({ state }: ProjectModel, { step }: StepFailure): boolean {
  if (state.kind !== 'ready') return false;
  const { direction, script, migration } = step;
  const now = state.status.migrations.find(({ version }) => version === migration.version);
  if (now?.migration?.[direction]?.path !== script.path) return true;
  return isApplied(now) === (direction === 'up');
}
