import * as vscode from 'vscode';
import type { LiveChecks } from '../checks/live-checks.ts';
import type { ProjectModel } from '../model/project-model.ts';
import type { Projects } from '../model/projects.ts';
import { problemsByFile } from './problems.ts';
import type { FailureSquiggles } from './failure-squiggles.ts';
import type { PublishedProblems } from './published-problems.ts';
import type { Readings } from './readings.ts';

/** What files, history and checks say is wrong, in the Problems view and in the editors, as one types. */
export class ProblemDiagnostics implements vscode.Disposable {
  readonly #readings: Readings;
  readonly #checks: LiveChecks;
  readonly #failures: FailureSquiggles;
  readonly #published: PublishedProblems;
  readonly #following: vscode.Disposable;

  constructor(
    projects: Projects,
    readings: Readings,
    checks: LiveChecks,
    failures: FailureSquiggles,
    published: PublishedProblems,
  ) {
    this.#readings = readings;
    this.#checks = checks;
    this.#failures = failures;
    this.#published = published;
    this.#following = vscode.Disposable.from(
      readings.onDidChange((model) => {
        this.#update(model);
      }),
      checks.onDidChange((model) => {
        this.#update(model);
      }),
      failures.onDidChange((model) => {
        this.#update(model);
      }),
      projects.onDidChange((model) => {
        if (model === undefined) published.retain(projects.all);
      }),
    );
    for (const model of projects.all) this.#update(model);
  }

  dispose(): void {
    this.#following.dispose();
  }

  #update(model: ProjectModel): void {
    const reading = this.#readings.of(model);
    const configuration = model.project?.config.problems;
    this.#published.publish(
      model,
      reading === null
        ? new Map()
        : problemsByFile(
            reading,
            configuration,
            this.#checks.problemsOf(model, reading),
            (path, range) => this.#failures.isSaidAt(model, path, range),
          ),
    );
  }
}
