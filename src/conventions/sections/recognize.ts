import * as l10n from '@vscode/l10n';
import type { SourceEntry } from '../../core/migration.ts';
import type { Recognition } from '../convention.ts';
import { isMigration } from './names.ts';
import { holdsMarker } from './sections.ts';

/** The files of a pair are sqlx's, and say nothing of those beside them. */
const PAIR = /\.(?:up|down)\.sql$/;

/**
 * By the markers: the names could be those of many tools, and files with and without markers those
 * of two.
 */
export function recognize(
  entries: readonly SourceEntry[],
  contents: ReadonlyMap<string, string>,
): Recognition | null {
  const names = entries
    .filter(({ path, kind }) => kind === 'file' && isMigration(path) && !path.includes('/'))
    .map(({ path }) => path)
    .filter((name) => !PAIR.test(name));
  const read = names.filter((name) => contents.has(name));
  const marked = read.filter((name) => holdsMarker(contents.get(name) ?? ''));
  if (marked[0] !== undefined) {
    const certain = marked.length === read.length;
    return { certain, reason: l10n.t('the markers in {0}', marked[0]) };
  }
  const [first] = names;
  return first === undefined || read.length > 0
    ? null
    : { certain: false, reason: l10n.t('the name {0}', first) };
}
