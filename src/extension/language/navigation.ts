import * as vscode from 'vscode';
import type { Mention, NameIndex } from '../../checks/name-index.ts';
import type { Readings } from '../diagnostics/readings.ts';
import type { ProjectModel } from '../model/project-model.ts';
import type { NameReader } from './name-reader.ts';
import { placeAt, rangeIn } from './script-place.ts';

interface Found {
  readonly model: ProjectModel;
  readonly mention: Mention;
  readonly index: NameIndex;
}

/** From a name to the migration that made it, and to all that speak of it. */
export class Navigation implements vscode.DefinitionProvider, vscode.ReferenceProvider {
  readonly #readings: Readings;
  readonly #names: NameReader;

  constructor(readings: Readings, names: NameReader) {
    this.#readings = readings;
    this.#names = names;
  }

  async provideDefinition(
    document: vscode.TextDocument,
    position: vscode.Position,
  ): Promise<vscode.Location | undefined> {
    const found = await this.#find(document, position);
    const made = found?.index.definitionOf(found.mention);
    return found && made ? locationOf(found.model, made) : undefined;
  }

  async provideReferences(
    document: vscode.TextDocument,
    position: vscode.Position,
    { includeDeclaration }: vscode.ReferenceContext,
  ): Promise<vscode.Location[]> {
    const found = await this.#find(document, position);
    if (found === null) return [];
    const { model, mention, index } = found;
    const made = index.definitionOf(mention);
    return index
      .referencesTo(mention)
      .filter(({ use }) => includeDeclaration || use !== made?.use)
      .map((each) => locationOf(model, each));
  }

  async #find(document: vscode.TextDocument, position: vscode.Position): Promise<Found | null> {
    const place = placeAt(this.#readings, document, position);
    const mention = place && (await this.#names.mentionAt(place));
    if (!place || !mention || !isStill(document, mention)) return null;
    return { model: place.model, mention, index: await this.#names.indexOf(place) };
  }
}

/** The text may have been edited since it was read. */
export function isStill(document: vscode.TextDocument, { script, use }: Mention): boolean {
  return document.getText(rangeIn(script, use)) === script.sql.slice(use.start, use.end);
}

function locationOf(model: ProjectModel, { script, use }: Mention): vscode.Location {
  return new vscode.Location(model.uriOf(script.path), rangeIn(script, use));
}
