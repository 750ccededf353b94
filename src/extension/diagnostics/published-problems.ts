import { isDeepStrictEqual } from 'node:util';
import * as vscode from 'vscode';
import type { Problem } from '../../core/problem.ts';
import type { ProjectModel } from '../model/project-model.ts';
import { diagnosticOf } from './diagnostic.ts';
import type { PlacedProblem } from './problems.ts';

export interface PublishedProblem {
  readonly model: ProjectModel;
  readonly problem: Problem;
  readonly diagnostic: vscode.Diagnostic;
}

interface PublishedFile {
  readonly placed: readonly PlacedProblem[];
  readonly problems: readonly PublishedProblem[];
}

/** The problems of one source as diagnostics; another source has a collection of its own. */
export class PublishedProblems implements vscode.Disposable {
  readonly #collection: vscode.DiagnosticCollection;
  readonly #files = new Map<ProjectModel, Map<string, PublishedFile>>();

  constructor(name: string) {
    this.#collection = vscode.languages.createDiagnosticCollection(name);
  }

  /** Replaces all problems of a project; files whose problems stay the same are not touched. */
  publish(model: ProjectModel, byPath: ReadonlyMap<string, readonly PlacedProblem[]>): void {
    const before = this.#files.get(model) ?? new Map<string, PublishedFile>();
    const after = new Map<string, PublishedFile>();
    for (const [path, placed] of byPath) {
      const known = before.get(path);
      if (known !== undefined && isDeepStrictEqual(known.placed, placed)) {
        after.set(path, known);
        continue;
      }
      const problems = placed.map((each) => toPublished(model, each));
      after.set(path, { placed, problems });
      this.#collection.set(
        model.uriOf(path),
        problems.map(({ diagnostic }) => diagnostic),
      );
    }
    for (const path of before.keys()) {
      if (!after.has(path)) this.#collection.delete(model.uriOf(path));
    }
    this.#files.set(model, after);
  }

  /** Takes back what was published of projects that are no more. */
  retain(models: readonly ProjectModel[]): void {
    for (const model of this.#files.keys()) {
      if (models.includes(model)) continue;
      this.publish(model, new Map());
      this.#files.delete(model);
    }
  }

  at(uri: vscode.Uri, range: vscode.Range): readonly PublishedProblem[] {
    const found: PublishedProblem[] = [];
    for (const [model, files] of this.#files) {
      const file = files.get(model.pathOf(uri) ?? '');
      found.push(...(file?.problems ?? []).filter((each) => touches(each.diagnostic, range)));
    }
    return found;
  }

  dispose(): void {
    this.#collection.dispose();
  }
}

function touches(diagnostic: vscode.Diagnostic, range: vscode.Range): boolean {
  return diagnostic.range.intersection(range) !== undefined;
}

function toPublished(model: ProjectModel, { problem, range }: PlacedProblem): PublishedProblem {
  const diagnostic = diagnosticOf(problem.code, problem.severity, problem.message, range);
  diagnostic.relatedInformation = (problem.related ?? []).map(
    (path) =>
      new vscode.DiagnosticRelatedInformation(
        new vscode.Location(model.uriOf(path), new vscode.Position(0, 0)),
        relation(problem),
      ),
  );
  return { model, problem, diagnostic };
}

function relation({ code }: Problem): string {
  return code === 'duplicate-version'
    ? vscode.l10n.t('The same version')
    : vscode.l10n.t('Also concerned');
}
