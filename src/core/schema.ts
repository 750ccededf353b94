import * as l10n from '@vscode/l10n';
import * as v from 'valibot';
import { suggest } from './suggest.ts';

/** Schemas whose messages go on after the key: `environments.dev.url` "must be text". */

/** An object with these keys and no others. */
export function strictObject<const T extends v.ObjectEntries>(entries: T) {
  return v.strictObject(entries, (issue) => {
    const key = issue.path?.at(-1)?.key;
    return typeof key === 'string' && issue.expected === 'never'
      ? unknownKey(key, Object.keys(entries))
      : l10n.t('must be an object');
  });
}

export function text(description: string) {
  return v.pipe(
    v.string(() => l10n.t('must be text')),
    v.nonEmpty(() => l10n.t('must not be empty')),
    v.description(description),
  );
}

export function yesOrNo(description: string) {
  return v.pipe(
    v.boolean(() => l10n.t('must be true or false')),
    v.description(description),
  );
}

export function wholeNumber(from: number, description: string) {
  const message = (): string => l10n.t('must be a whole number, {0} or more', from);
  return v.pipe(
    v.number(message),
    v.integer(message),
    v.minValue(from, message),
    v.description(description),
  );
}

/** As many seconds as PostgreSQL takes, which counts them as milliseconds in 32 bits. */
export function seconds(description: string) {
  const most = 2_147_483;
  return v.pipe(
    wholeNumber(0, description),
    v.maxValue(most, () => l10n.t('must be {0} or less', most)),
  );
}

export function oneOf<const T extends readonly string[]>(words: T, description: string) {
  return v.pipe(
    v.picklist(words, ({ input }) => {
      const known = l10n.t('must be one of {0}', words.map((word) => `"${word}"`).join(', '));
      const near = typeof input === 'string' ? suggest(input, words) : null;
      return near === null ? known : `${known}. ${near}`;
    }),
    v.description(description),
  );
}

function unknownKey(key: string, known: readonly string[]): string {
  const near = suggest(key, known);
  return near === null
    ? l10n.t('is not a known key. Known: {0}', known.join(', '))
    : `${l10n.t('is not a known key.')} ${near}`;
}
