import type { CommandName, Document, ErrorReport } from './documents.ts';

/** The document of a command that could not begin: nothing was done, and nothing is known. */
export function emptyDocument(command: CommandName, error: ErrorReport): Document {
  switch (command) {
    case 'status':
      return {
        ...{ command, error, project: null, environment: null, convention: null },
        ...{ database: null, historyTable: null, migrations: null, summary: null, problems: null },
      };
    case 'plan':
      return { command, error, steps: null, problems: null };
    case 'up':
    case 'down':
    case 'to':
    case 'redo':
      return {
        ...{ command, error, applied: [], reverted: [], failed: null },
        ...{ problems: [], validation: null },
      };
    case 'create':
      return { command, error, created: [] };
    case 'validate':
      return { command, error, valid: null, problems: null };
  }
}
