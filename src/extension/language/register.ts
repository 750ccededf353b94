import * as vscode from 'vscode';
import { MIGRATION_FILES } from '../diagnostics/migration-files.ts';
import type { LanguageFeatures } from './language-features.ts';

/** @param features loaded with the first question that the editor has */
export function registerLanguage(features: () => Promise<LanguageFeatures>): vscode.Disposable {
  const { languages } = vscode;
  const completions: vscode.CompletionItemProvider = {
    provideCompletionItems: async (document, position) =>
      (await features()).completions.provideCompletionItems(document, position),
  };
  return vscode.Disposable.from(
    languages.registerCompletionItemProvider(MIGRATION_FILES, completions, '.', '"'),
    languages.registerHoverProvider(MIGRATION_FILES, {
      provideHover: async (document, position) =>
        (await features()).hovers.provideHover(document, position),
    }),
    languages.registerDefinitionProvider(MIGRATION_FILES, {
      provideDefinition: async (document, position) =>
        (await features()).navigation.provideDefinition(document, position),
    }),
    languages.registerReferenceProvider(MIGRATION_FILES, {
      provideReferences: async (document, position, context) =>
        (await features()).navigation.provideReferences(document, position, context),
    }),
  );
}
