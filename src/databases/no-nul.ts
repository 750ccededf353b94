import * as l10n from '@vscode/l10n';
import { ScriptError } from './database.ts';

/**
 * SQLite would take a script with a NUL for shorter than it is, and PostgreSQL's protocol ends every
 * text with one.
 *
 * @throws ScriptError
 */
export function assertNoNul(script: string): void {
  const nul = script.indexOf('\0');
  if (nul < 0) return;
  throw new ScriptError({
    message: l10n.t('The script holds a NUL character, and the database would read no further.'),
    code: null,
    detail: null,
    hint: l10n.t('Remove it.'),
    statement: { start: nul, end: nul + 1 },
    position: nul,
    completed: 0,
    kept: 'nothing',
  });
}
