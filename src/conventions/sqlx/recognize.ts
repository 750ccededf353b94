import * as l10n from '@vscode/l10n';
import type { SourceEntry } from '../../core/migration.ts';
import type { Recognition } from '../convention.ts';
import { parseVersion } from './names.ts';

/** sqlx names: `VERSION_DESCRIPTION.sql`, of which pairs are its own and others are anybody's. */
export function recognize(entries: readonly SourceEntry[]): Recognition | null {
  const names = entries
    .filter(({ path, kind }) => kind === 'file' && !path.includes('/') && path.endsWith('.sql'))
    .map(({ path }) => path)
    .filter((path) => parseVersion(path.split('_')[0] ?? '') !== null);
  const pair = names.find((name) => name.endsWith('.up.sql') || name.endsWith('.down.sql'));
  if (pair !== undefined) return { certain: true, reason: l10n.t('the name {0}', pair) };
  const [first] = names;
  return first === undefined ? null : { certain: false, reason: l10n.t('the name {0}', first) };
}
