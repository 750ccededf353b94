import type { CheckDocument, ValidateDocument } from './documents/check.ts';
import type {
  BackupDocument,
  BackupsDocument,
  DatabaseDocument,
  RestoreDocument,
} from './documents/database.ts';
import type { DriftDocument } from './documents/drift.ts';
import type { PlanDocument } from './documents/plan.ts';
import type { RehearseDocument } from './documents/rehearse.ts';
import type { RepairDocument } from './documents/repair.ts';
import type { RunDocument } from './documents/run.ts';
import type { CreateDocument, DoctorDocument, InitDocument } from './documents/setup.ts';
import type { BaseDocument } from './documents/shared.ts';
import type { StatusDocument } from './documents/status.ts';

/**
 * What `--json` prints: one of these documents on standard output, whatever the exit code.
 *
 * Versions are strings as the convention prints them, checksums lower-case hex, paths relative to
 * the project with `/`, lines and columns from 1 (columns in UTF-16 units), times ISO 8601 in UTC.
 * What is unknown is null.
 */
export type Document = Documents[CommandName] | UsageDocument;

export interface Documents {
  readonly status: StatusDocument;
  readonly plan: PlanDocument;
  readonly rehearse: RehearseDocument;
  readonly up: RunDocument;
  readonly down: RunDocument;
  readonly to: RunDocument;
  readonly redo: RunDocument;
  /** Of `repair --continue`. */
  readonly continue: RunDocument;
  readonly create: CreateDocument;
  readonly validate: ValidateDocument;
  readonly check: CheckDocument;
  readonly drift: DriftDocument;
  readonly init: InitDocument;
  readonly doctor: DoctorDocument;
  readonly backup: BackupDocument;
  readonly backups: BackupsDocument;
  readonly restore: RestoreDocument;
  readonly reset: RunDocument;
  readonly database: DatabaseDocument;
  readonly repair: RepairDocument;
  readonly baseline: RepairDocument;
  readonly shell: ShellDocument;
}

export type CommandName = keyof Documents;

/** Only ever an error: a shell is for people. */
export type ShellDocument = BaseDocument<'shell'>;

/** When the command line names no command. */
export type UsageDocument = BaseDocument<null>;
