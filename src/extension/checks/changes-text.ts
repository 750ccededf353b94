import * as l10n from '@vscode/l10n';
import { compareSchemas } from '../../schema/compare.ts';
import type { Schema } from '../../schema/schema.ts';
import { changeText, withoutParts, type ChangeWords } from '../../schema/text.ts';
import { escapeMarkdown } from '../text/markdown.ts';

/** A tooltip is no page. */
const LISTED = 12;

const WORDS: ChangeWords = {
  added: (object) => l10n.t('makes {0}', object),
  removed: (object) => l10n.t('drops {0}', object),
};

/** What a migration does to the schema, as Markdown. */
export function changesText(before: Schema, after: Schema): readonly string[] {
  const changes = withoutParts(compareSchemas(before, after));
  if (changes.length === 0) return [];
  const more = changes.length - LISTED;
  return [
    [
      ...changes.slice(0, LISTED).map((each) => `- ${escapeMarkdown(changeText(each, WORDS))}`),
      ...(more > 0 ? [`- ${escapeMarkdown(l10n.t('and {0} more', more))}`] : []),
    ].join('\n'),
  ];
}
