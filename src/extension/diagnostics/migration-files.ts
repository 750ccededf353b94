import type { DocumentFilter } from 'vscode';

/** What can be a file of a migration, or was meant to be: also `1_users.SQL`, which tools ignore. */
export const MIGRATION_FILES: DocumentFilter = {
  scheme: 'file',
  pattern: '**/{*.[sS][qQ][lL],metadata.yaml}',
};
