import * as l10n from '@vscode/l10n';
import type { Statement } from '../sql/statement.ts';
import { inMigrations, piecesOf } from './pieces.ts';
import type { RuleFix, RuleScript } from './rule.ts';

/** Those of a script's statements that need no transaction get none; null: that is no way out. */
export function apart(
  needsNone: (statement: Statement) => boolean,
  script: RuleScript,
): RuleFix | null {
  const { statements } = script;
  const pieces = piecesOf(script).map((piece, index) => {
    const statement = statements[index];
    return { ...piece, alone: statement !== undefined && needsNone(statement) };
  });
  const parts = inMigrations(pieces, script);
  if (parts === null) return null;
  const title =
    parts.following === undefined
      ? l10n.t('Mark the file as without a transaction')
      : l10n.t('Split it into several migrations');
  return { title, ...parts };
}
