import * as vscode from 'vscode';
import { StrataError } from '../../core/errors.ts';

export function noDatabase(name: string): StrataError {
  return new StrataError(
    'configuration',
    vscode.l10n.t('No database address was found for {0}.', name),
    {
      hint: vscode.l10n.t(
        'Set DATABASE_URL in the environment or in .env, or the setting strata.databaseUrl.',
      ),
    },
  );
}
