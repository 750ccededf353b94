import * as vscode from 'vscode';
import { tablesAfter, tablesIn } from '../../schema/tables.ts';
import type { LiveChecks } from '../checks/live-checks.ts';
import type { Readings } from '../diagnostics/readings.ts';
import { completionsAt, statementAt, wordAt, type Completion } from './completions.ts';
import type { NameReader } from './name-reader.ts';
import { placeAt, type ScriptPlace } from './script-place.ts';

const KINDS: Readonly<Record<Completion['kind'], vscode.CompletionItemKind>> = {
  column: vscode.CompletionItemKind.Field,
  table: vscode.CompletionItemKind.Struct,
  'foreign table': vscode.CompletionItemKind.Struct,
  view: vscode.CompletionItemKind.Interface,
  'materialized view': vscode.CompletionItemKind.Interface,
};

/** The tables and columns that are there where one types: before the script, and made by it until then. */
export class NameCompletions implements vscode.CompletionItemProvider {
  readonly #readings: Readings;
  readonly #checks: LiveChecks;
  readonly #names: NameReader;

  constructor(readings: Readings, checks: LiveChecks, names: NameReader) {
    this.#readings = readings;
    this.#checks = checks;
    this.#names = names;
  }

  async provideCompletionItems(
    document: vscode.TextDocument,
    position: vscode.Position,
  ): Promise<vscode.CompletionItem[]> {
    const found = placeAt(this.#readings, document, position);
    if (found === undefined) return [];
    const place = asTyped(document, position, found);
    const word = wordAt(place);
    if (word === null) return [];
    const range = new vscode.Range(
      position.translate(0, Math.max(-position.character, word.start - word.end)),
      position,
    );
    return completionsAt(place, await this.#tablesAt(place)).map((each, index) =>
      itemOf(each, range, index),
    );
  }

  async #tablesAt(place: ScriptPlace & { readonly sql: string }) {
    const { script, migration, direction, engine } = place;
    const before = this.#checks.schemasOf(place)?.before;
    const sql = place.sql.slice(0, statementAt(place).start);
    const uses = await this.#names.namesOf({ ...script, sql }, migration, direction, engine);
    return tablesAfter(before ? tablesIn(before) : [], uses, sql, engine);
  }
}

/** What was read may be a keystroke behind. */
function asTyped(
  document: vscode.TextDocument,
  position: vscode.Position,
  place: ScriptPlace,
): ScriptPlace & { readonly sql: string } {
  const { line, column } = place.script.start;
  const start = new vscode.Position(line - 1, column - 1);
  const offset = document.offsetAt(position) - document.offsetAt(start);
  return { ...place, offset, sql: document.getText().slice(document.offsetAt(start)) };
}

function itemOf(
  { kind, name, text, detail, table }: Completion,
  range: vscode.Range,
  index: number,
): vscode.CompletionItem {
  const label = { label: name, ...(detail !== null && { detail: ` ${detail}` }) };
  const item = new vscode.CompletionItem(
    table === null ? label : { ...label, description: table },
    KINDS[kind],
  );
  item.insertText = text;
  item.range = range;
  item.sortText = String(index).padStart(5, '0');
  // What is typed may begin with a quote.
  item.filterText = text.startsWith('"') ? text : name;
  return item;
}
