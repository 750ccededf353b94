import type { MigrationInfo } from '../../runner/info.ts';
import type { BaseDocument, JsonValue, ProblemReport } from './shared.ts';

export interface RepairDocument extends BaseDocument<'repair' | 'baseline'> {
  readonly environment: string | null;
  /** What could be repaired, where nothing was asked for but that; else null. */
  readonly repairable: readonly RepairableReport[] | null;
  readonly problems: readonly ProblemReport[];
  readonly changes: readonly ChangeReport[];
  /** Files that are what was applied again. */
  readonly restored: readonly RestoredReport[];
  /** False: the changes are only what would be. */
  readonly changed: boolean;
  /** As it was given. */
  readonly reason: string | null;
  /** Who has changed it, and when; null: nobody has. */
  readonly by: string | null;
  readonly at: string | null;
}

export interface RepairableReport {
  readonly version: string;
  readonly state: MigrationInfo['state'];
  /** The options that fit it. */
  readonly ways: readonly (
    'restore' | 'accept' | 'applied' | 'not-applied' | 'forget' | 'continue' | 'continue --done'
  )[];
}

export interface RestoredReport {
  readonly version: string;
  readonly path: string;
  /** The edit that it lost, unified; null: only its form. */
  readonly diff: string | null;
}

/** A row of the history table, in the tool's own columns; the time of the change itself is null. */
export interface ChangeReport {
  readonly version: string;
  /** Null: there was none. */
  readonly before: Readonly<Record<string, JsonValue>> | null;
  /** Null: there is none any more. */
  readonly after: Readonly<Record<string, JsonValue>> | null;
  /** How an edited file differs from what was applied, unified; null: nothing to show. */
  readonly diff: string | null;
}
