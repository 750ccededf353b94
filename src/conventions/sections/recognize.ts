import * as l10n from '@vscode/l10n';
import type { SourceEntry } from '../../core/migration.ts';
import type { Recognition } from '../convention.ts';
import { isMigration } from './names.ts';
import { holdsMarker } from './sections.ts';

/** By the markers: the names could be those of many tools. */
export function recognize(
  entries: readonly SourceEntry[],
  contents: ReadonlyMap<string, string>,
): Recognition | null {
  const names = entries
    .filter(({ path, kind }) => kind === 'file' && isMigration(path) && !path.includes('/'))
    .map(({ path }) => path);
  const marked = names.find((name) => holdsMarker(contents.get(name) ?? ''));
  if (marked !== undefined) return { certain: true, reason: l10n.t('the markers in {0}', marked) };
  const [first] = names;
  const isRead = names.some((name) => contents.has(name));
  return first === undefined || isRead
    ? null
    : { certain: false, reason: l10n.t('the name {0}', first) };
}
