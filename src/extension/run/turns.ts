import * as vscode from 'vscode';
import type { ProjectModel } from '../model/project-model.ts';
import type { Voice } from './voice.ts';

/** One wish at a time for each project, from the request to the end: in between a person is asked. */
export class Turns {
  readonly #underway = new Set<ProjectModel>();

  /** @returns null where another wish is underway: a second one is taken for the same */
  async take<T>(
    model: ProjectModel,
    voice: Voice,
    work: () => Promise<T | null>,
  ): Promise<T | null> {
    if (this.#underway.has(model)) {
      voice.tell(vscode.l10n.t('Strata is at work on {0} already.', model.name));
      return null;
    }
    this.#underway.add(model);
    try {
      return await work();
    } finally {
      this.#underway.delete(model);
    }
  }
}
