import * as l10n from '@vscode/l10n';
import { changeText, withoutParts, type ChangeWords } from '../schema/text.ts';
import type { SchemaChange } from '../schema/schema.ts';

const WORDS: ChangeWords = {
  added: (object) => l10n.t('{0} is in the database only', object),
  removed: (object) => l10n.t('{0} is missing in the database', object),
};

/** What is not as the applied migrations make it, each in a line. */
export function driftLines(changes: readonly SchemaChange[]): readonly string[] {
  return withoutParts(changes).map(driftText);
}

export function driftText(change: SchemaChange): string {
  return changeText(change, WORDS);
}
