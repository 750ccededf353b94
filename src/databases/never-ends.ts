import * as l10n from '@vscode/l10n';
import type { TextRange } from '../core/problem.ts';
import type { ScriptFailure } from './database.ts';

/**
 * The failure of a script that was stopped on a shadow, where hardly a row is in its way.
 *
 * @param statement the one that was under way; null: not known
 * @param timeout in milliseconds
 */
export function neverEnds(
  statement: TextRange | null,
  completed: number,
  timeout: number,
): ScriptFailure {
  return {
    message: l10n.t('This had not ended after {0} s, and was stopped.', timeout / 1000),
    code: null,
    detail: null,
    hint: null,
    statement,
    position: null,
    completed,
    kept: 'nothing',
  };
}
