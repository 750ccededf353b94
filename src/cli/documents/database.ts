import type { BaseDocument } from './shared.ts';

export interface BackupDocument extends BaseDocument<'backup'> {
  readonly environment: string | null;
  readonly backup: BackupReport | null;
}

export interface BackupsDocument extends BaseDocument<'backups'> {
  readonly environment: string | null;
  readonly folder: string | null;
  /** Newest first. */
  readonly backups: readonly BackupReport[] | null;
}

export interface BackupReport {
  /** Relative to the project where it lies in it, else absolute. */
  readonly path: string;
  readonly takenAt: string;
  /** The version that was about to be applied; null: made by hand. */
  readonly before: string | null;
  /** In bytes. */
  readonly size: number;
}

export interface RestoreDocument extends BaseDocument<'restore'> {
  readonly environment: string | null;
  /** The backup that is now the database; null: none is. */
  readonly restored: string | null;
}

export interface DatabaseDocument extends BaseDocument<'database'> {
  readonly environment: string | null;
  readonly created: boolean;
  readonly dropped: boolean;
}
