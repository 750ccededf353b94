import * as vscode from 'vscode';
import { sharedHistories } from '../../project/shared-history.ts';
import { finding, type Finding } from '../../runner/doctor/finding.ts';
import type { Gateway } from '../model/gateway.ts';
import type { ProjectModel } from '../model/project-model.ts';
import type { Projects } from '../model/projects.ts';
import { ReadOnlyDocuments } from '../read-only-documents.ts';
import { VIEW_ID } from '../tree/view.ts';

/** What a look at a project's setup has found, as read-only documents. */
export class DoctorDocuments implements vscode.Disposable {
  readonly #gateway: Gateway;
  readonly #projects: Projects;
  readonly #texts = new Map<string, string>();
  readonly #documents = new ReadOnlyDocuments(
    'strata-setup',
    ({ id }: { readonly id: string }) =>
      // After the window was loaded again nobody has looked yet.
      this.#texts.get(id) ?? vscode.l10n.t('Check the setup again to see how it is now.'),
  );

  constructor(gateway: Gateway, projects: Projects) {
    this.#gateway = gateway;
    this.#projects = projects;
  }

  async show(model: ProjectModel): Promise<void> {
    const findings = await vscode.window.withProgress({ location: { viewId: VIEW_ID } }, () =>
      this.#examine(model),
    );
    const { doctorText } = await import('./doctor-text.ts');
    const title = vscode.l10n.t('Setup of {0}', model.name);
    this.#texts.set(model.id, doctorText(model.name, findings));
    await this.#documents.show(title, { id: model.id });
  }

  async #examine(model: ProjectModel): Promise<readonly Finding[]> {
    const findings: Finding[] = [];
    const examination = this.#gateway.examine({
      open: () => model.open(),
      locate: (project, environment) => model.destinations.locate(project, environment),
    });
    for await (const each of examination) findings.push(each);
    const history = findings.findLastIndex(({ step }) => step === 'history');
    const place = history < 0 ? findings.length : history + 1;
    return findings.toSpliced(place, 0, ...this.#shared(model));
  }

  /** What only the window knows: with which of its other projects this one shares a history. */
  #shared(model: ProjectModel): readonly Finding[] {
    const others = this.#projects.all.filter((each) => each !== model);
    const elsewhere = others.flatMap(({ histories }) => histories);
    return model.histories
      .flatMap((place) => sharedHistories([place], elsewhere))
      .map(({ message }) => finding('history', 'warning', message));
  }

  dispose(): void {
    this.#documents.dispose();
  }
}
