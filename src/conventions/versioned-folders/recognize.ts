import * as l10n from '@vscode/l10n';
import type { SourceEntry } from '../../core/migration.ts';
import type { Recognition } from '../convention.ts';
import { UP } from './files.ts';
import { folderOf, parseFolderName } from './names.ts';

/** `V001__users/up.sql` is this tool's alone; a misnamed folder with an `up.sql` may be. */
export function recognize(entries: readonly SourceEntry[]): Recognition | null {
  const scripts = entries
    .filter(({ path, kind }) => kind === 'file' && /^[^/]+\/up\.sql$/.test(path))
    .map(({ path }) => path);
  const certain = scripts.find((path) => parseFolderName(folderOf(path)) !== null);
  const found = certain ?? scripts.find((path) => /^v\d/i.test(path) && path.endsWith(`/${UP}`));
  return found === undefined
    ? null
    : { certain: certain !== undefined, reason: l10n.t('the name {0}', found) };
}
