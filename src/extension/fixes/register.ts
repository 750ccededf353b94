import * as vscode from 'vscode';
import { MIGRATION_FILES } from '../diagnostics/migration-files.ts';
import { registerGitAttributes } from './git-attributes.ts';
import type { QuickFixes } from './quick-fixes.ts';
import { registerRewrite } from './rewrite.ts';

/** @param fixes loaded when the editor asks for the first */
export function registerFixes(fixes: () => Promise<QuickFixes>): vscode.Disposable {
  const provider: vscode.CodeActionProvider = {
    provideCodeActions: async (document, range) =>
      (await fixes()).provideCodeActions(document, range),
  };
  return vscode.Disposable.from(
    registerRewrite(),
    registerGitAttributes(),
    vscode.languages.registerCodeActionsProvider(MIGRATION_FILES, provider, {
      providedCodeActionKinds: [vscode.CodeActionKind.QuickFix],
    }),
  );
}
