import * as l10n from '@vscode/l10n';
import * as v from 'valibot';
import { strictObject, wholeNumber, yesOrNo } from '../../core/schema.ts';

const text = v.string(() => l10n.t('must be text'));
const texts = v.array(text, () => l10n.t('must be a list of texts'));

/** What the guide knows in `metadata.yaml`; every key may be left out or left empty. */
export const metadataSchema = strictObject({
  version: v.exactOptional(
    wholeNumber(0, 'The number in the folder’s name, without leading zeros.'),
  ),
  description: v.exactOptional(
    v.pipe(text, v.description('What the migration does, in one line.')),
  ),
  author: v.exactOptional(v.pipe(text, v.description('Who wrote it.'))),
  created: v.exactOptional(
    v.pipe(text, v.description('When it was written: ISO 8601, in quotes.')),
  ),
  dependencies: v.exactOptional(
    v.pipe(
      texts,
      v.description(
        'The folders of the migrations that have to be applied before this one, such as V001__initial_schema.',
      ),
    ),
  ),
  tags: v.exactOptional(v.pipe(texts, v.description('Words to find it by.'))),
  estimated_duration_ms: v.exactOptional(
    wholeNumber(0, 'How long it takes to apply, in milliseconds.'),
  ),
  reversible: v.exactOptional(
    yesOrNo('false: it must not be reverted, though there may be a down.sql.'),
  ),
  notes: v.exactOptional(v.pipe(text, v.description('Whatever else a reader should know.'))),
});

export type MetadataFile = v.InferOutput<typeof metadataSchema>;
