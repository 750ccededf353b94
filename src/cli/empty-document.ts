import type { CommandName, Document } from './documents.ts';
import type { ErrorReport } from './documents/shared.ts';

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
    case 'rehearse':
      return {
        ...{ command, error, environment: null, on: null, durationMs: null, steps: null },
        ...{ failed: null, blocked: [], tables: [], historyUnchanged: null, problems: [] },
        notTakenBack: { sequences: [], deadRows: [] },
      };
    case 'up':
    case 'down':
    case 'to':
    case 'redo':
    case 'continue':
    case 'reset':
      return {
        ...{ command, error, applied: [], reverted: [], failed: null },
        ...{ problems: [], backup: null, validation: null },
      };
    case 'create':
      return { command, error, created: [] };
    case 'validate':
      return { command, error, valid: null, problems: null };
    case 'check':
      return {
        ...{ command, error, ok: null, complete: null, shadow: null },
        ...{ problems: null, unchecked: null },
      };
    case 'drift':
      return {
        ...{ command, error, environment: null, shadow: null },
        ...{ drift: null, reservations: null, created: null },
      };
    case 'init':
      return { command, error, environment: null, historyTable: null, created: false };
    case 'doctor':
      return { command, error, healthy: null, steps: null };
    case 'backup':
      return { command, error, environment: null, backup: null };
    case 'backups':
      return { command, error, environment: null, folder: null, backups: null };
    case 'restore':
      return { command, error, environment: null, restored: null };
    case 'database':
      return { command, error, environment: null, created: false, dropped: false };
    case 'repair':
    case 'baseline':
      return {
        ...{ command, error, environment: null, repairable: null, problems: [] },
        ...{ changes: [], restored: [] },
        ...{ changed: false, reason: null, by: null, at: null },
      };
    case 'shell':
      return { command, error };
  }
}
