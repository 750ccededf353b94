import * as vscode from 'vscode';
import type { LiveChecks } from '../checks/live-checks.ts';
import type { Readings } from '../diagnostics/readings.ts';
import { hoverText } from './hover-text.ts';
import type { NameReader } from './name-reader.ts';
import { isStill } from './navigation.ts';
import { placeAt, rangeIn } from './script-place.ts';

/** On a table or column: what the script makes of it, as the last check has seen. */
export class SchemaHovers implements vscode.HoverProvider {
  readonly #readings: Readings;
  readonly #checks: LiveChecks;
  readonly #names: NameReader;

  constructor(readings: Readings, checks: LiveChecks, names: NameReader) {
    this.#readings = readings;
    this.#checks = checks;
    this.#names = names;
  }

  async provideHover(
    document: vscode.TextDocument,
    position: vscode.Position,
  ): Promise<vscode.Hover | undefined> {
    const place = placeAt(this.#readings, document, position);
    const schemas = place && this.#checks.schemasOf(place);
    if (!schemas) return undefined;
    const mention = await this.#names.mentionAt(place);
    if (mention === null || !isStill(document, mention)) return undefined;
    const text = hoverText(mention.use, schemas);
    if (text === null) return undefined;
    return new vscode.Hover(new vscode.MarkdownString(text), rangeIn(mention.script, mention.use));
  }
}
