import type * as vscode from 'vscode';

const KEY = 'strata.environments';

/** Which environment was chosen for each project; remembered for the workspace. */
export class EnvironmentChoices {
  readonly #memento: vscode.Memento;

  constructor(memento: vscode.Memento) {
    this.#memento = memento;
  }

  /** Undefined: none was chosen, so that the project's default counts. */
  of(project: string): string | undefined {
    return this.#all()[project];
  }

  async choose(project: string, name: string | undefined): Promise<void> {
    await this.#memento.update(KEY, { ...this.#all(), [project]: name });
  }

  #all(): Readonly<Partial<Record<string, string>>> {
    return this.#memento.get(KEY, {});
  }
}
