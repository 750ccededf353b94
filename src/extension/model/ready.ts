import * as vscode from 'vscode';
import { StrataError } from '../../core/errors.ts';
import { noDatabase } from './no-database.ts';
import type { ProjectModel } from './project-model.ts';
import type { ReadyState } from './state.ts';

/** @throws StrataError why there is no database to act on */
export function ready({ state, name }: ProjectModel): ReadyState {
  switch (state.kind) {
    case 'ready':
      return state;
    case 'unreachable':
    case 'misconfigured':
      throw state.error;
    case 'untrusted':
      throw new StrataError(
        'refused',
        vscode.l10n.t('This workspace is not trusted, so Strata connects to no database.'),
        { hint: vscode.l10n.t('Trust it if you know where its files come from.') },
      );
    case 'no-database':
      throw state.error ?? noDatabase(name);
    case 'no-folder':
      throw new StrataError(
        'configuration',
        vscode.l10n.t('There is no migrations folder in {0}.', name),
        { hint: vscode.l10n.t('Create a migration, or choose the folder.') },
      );
    case 'loading':
      throw new StrataError('refused', vscode.l10n.t('{0} is still being read.', name));
  }
}
