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

interface Base<Command> {
  readonly command: Command;
  /** Why the command did not do what it was asked for. */
  readonly error: ErrorReport | null;
}

export interface ErrorReport {
  readonly code:
    | 'usage'
    | 'configuration'
    | 'connect'
    | 'lock'
    | 'refused'
    | 'failed'
    | 'cancelled'
    | 'internal';
  readonly message: string;
  /** What to do. */
  readonly hint: string | null;
}

export interface StatusDocument extends Base<'status'> {
  readonly project: string | null;
  readonly environment: string | null;
  readonly convention: string | null;
  readonly database: DatabaseReport | null;
  readonly historyTable: string | null;
  readonly migrations: readonly MigrationReport[] | null;
  readonly summary: SummaryReport | null;
  /** Those that are no single migration's. */
  readonly problems: readonly ProblemReport[] | null;
}

export interface DatabaseReport {
  readonly engine: 'sqlite' | 'postgres';
  readonly name: string;
  /** Complete, without the password. */
  readonly url: string;
  /** Where the address was found, in words. */
  readonly source: string;
  /** False: a SQLite file that `up` would create. */
  readonly exists: boolean;
  /** The server's or library's. */
  readonly version: string;
}

export type StateName = 'failed' | 'missing' | 'modified' | 'applied' | 'out-of-order' | 'pending';

export interface MigrationReport {
  readonly version: string;
  readonly description: string;
  readonly state: StateName;
  /** Has a down script, and may be reverted. */
  readonly reversible: boolean;
  readonly path: string | null;
  readonly downPath: string | null;
  readonly appliedAt: string | null;
  readonly durationMs: number | null;
  /** Of the file, as it is now. */
  readonly checksum: string | null;
  /** As the history has it. */
  readonly appliedChecksum: string | null;
  /** The row's own columns, as the tool names them. */
  readonly history: Readonly<Record<string, JsonValue>> | null;
  /** In which way a `modified` one is not what was applied; null in every other state. */
  readonly difference: DifferenceName | null;
  /** Of such a one, what differs in its statements; null where what was applied is not known. */
  readonly statements: readonly StatementReport[] | null;
  /** Its script has begun without a transaction and not ended; null: it has not. */
  readonly unfinished: UnfinishedReport | null;
  readonly problems: readonly ProblemReport[];
}

export type DifferenceName =
  'line-endings' | 'byte-order-mark' | 'encoding' | 'comments' | 'content' | 'corrupt-record';

export interface StatementReport {
  readonly change: 'added' | 'removed' | 'changed';
  /** In the file as it is now; null where the statement is no more. */
  readonly line: number | null;
  readonly before: string | null;
  readonly after: string | null;
}

export interface UnfinishedReport {
  readonly direction: 'up' | 'down';
  /** How many of its statements are done, and how many there were when it began. */
  readonly completed: number;
  readonly total: number;
  /** The next one may be done, too. */
  readonly inDoubt: boolean;
  /** Where it goes on in its file; null: nowhere. */
  readonly line: number | null;
}

/** A whole number beyond 2^53 is a string, bytes are lower-case hex. */
export type JsonValue = string | number | boolean | null;

/** Disjoint: each migration is counted once. */
export interface SummaryReport {
  readonly applied: number;
  readonly pending: number;
  readonly modified: number;
  readonly missing: number;
  readonly failed: number;
  readonly outOfOrder: number;
}

export interface ProblemReport {
  /** Stable; explained in docs/problems.md. */
  readonly code: string;
  readonly severity: 'error' | 'warning' | 'info';
  readonly path: string | null;
  readonly version: string | null;
  readonly line: number | null;
  readonly column: number | null;
  readonly endLine: number | null;
  readonly endColumn: number | null;
  readonly message: string;
}

/** Of `plan`, and of the others with `--dry-run`. */
export interface PlanDocument extends Base<'plan'> {
  readonly steps: readonly StepReport[] | null;
  readonly problems: readonly ProblemReport[] | null;
}

export interface StepReport {
  readonly direction: 'up' | 'down';
  readonly version: string;
  readonly description: string;
  readonly path: string;
  readonly sql: string;
  /** False: statement by statement, without a transaction around it. */
  readonly transaction: boolean;
}

/** What was seen; nothing of it is kept. */
export interface RehearseDocument extends Base<'rehearse'> {
  readonly environment: string | null;
  /** In the database itself, on a copy of it, or on a shadow without rows. */
  readonly on: 'environment' | 'copy' | 'shadow' | null;
  readonly durationMs: number | null;
  /** Those that were begun, in order. */
  readonly steps: readonly RehearsedStepReport[] | null;
  /** Of the last of them. */
  readonly failed: FailedReport | null;
  /** For how long others would wait while this is applied. */
  readonly blocked: readonly BlockedReport[];
  readonly tables: readonly TableReport[];
  /** Sequences that have moved on, and tables where rows that were written take up room until the next VACUUM. */
  readonly notTakenBack: {
    readonly sequences: readonly string[];
    readonly deadRows: readonly string[];
  };
  /** False: somebody else has written into it meanwhile. */
  readonly historyUnchanged: boolean | null;
  readonly problems: readonly ProblemReport[];
}

export interface RehearsedStepReport {
  readonly direction: 'up' | 'down';
  readonly version: string;
  readonly description: string;
  readonly path: string;
  readonly durationMs: number;
  /** What the steps before keep locked: whether this one takes the same is not seen. */
  readonly lockedBefore: readonly RelationLockReport[];
  /** Of one that was not tried whole; null: it was, or no shadow can tell. */
  readonly goesThroughOnShadow: boolean | null;
  readonly statements: readonly RehearsedStatementReport[];
}

export interface RehearsedStatementReport {
  readonly line: number;
  readonly sql: string;
  /** Null: it was not tried. */
  readonly durationMs: number | null;
  /** Changed or given back; null: it is not about rows. */
  readonly rows: number | null;
  /** Taken by this one, and held until the end of its step. */
  readonly locks: readonly (RelationLockReport & {
    readonly blocks: 'reads and writes' | 'writes' | 'changes' | 'nothing';
  })[];
  /** Tables and indexes that got a new file. */
  readonly rewritten: readonly string[];
  /** Tables that it read through, and how many rows that were. */
  readonly scans: readonly { readonly table: string; readonly rows: number }[];
  /** Why not; null: it was tried. */
  readonly notTried: string | null;
}

export interface RelationLockReport {
  readonly relation: string;
  readonly kind: 'table' | 'index' | 'view' | 'sequence';
  /** As PostgreSQL's documentation calls it, such as `ACCESS EXCLUSIVE`. */
  readonly mode: string;
}

export interface BlockedReport {
  readonly relation: string;
  readonly blocks: 'reads and writes' | 'writes';
  readonly durationMs: number;
}

export interface TableReport {
  readonly name: string;
  /** With its indexes; null: not known. */
  readonly bytes: number | null;
  /** As the server estimates. */
  readonly rows: number | null;
}

/** `reset` applies, too, once the database is empty. */
export interface RunDocument extends Base<'up' | 'down' | 'to' | 'redo' | 'continue' | 'reset'> {
  readonly applied: readonly DoneReport[];
  readonly reverted: readonly DoneReport[];
  readonly failed: FailedReport | null;
  readonly problems: readonly ProblemReport[];
  /** The copy made before, relative to the project where it lies in it; null: none was. */
  readonly backup: string | null;
  /** What was found afterwards in a protected environment; null elsewhere. */
  readonly validation: ValidationReport | null;
}

export interface ValidationReport {
  /** No error; warnings leave it true. */
  readonly valid: boolean;
  readonly problems: readonly ProblemReport[];
}

export interface DoneReport {
  readonly version: string;
  readonly durationMs: number | null;
}

export interface FailedReport {
  readonly version: string;
  readonly path: string;
  readonly line: number | null;
  readonly column: number | null;
  readonly statement: string | null;
  /** SQLSTATE, or SQLite's result code by name. */
  readonly code: string | null;
  readonly message: string;
  readonly detail: string | null;
  readonly hint: string | null;
  /** What of the script is in the database; `completed`: the statements before the failing one. */
  readonly kept: 'nothing' | 'completed' | 'unknown';
}

export interface CreateDocument extends Base<'create'> {
  readonly created: readonly string[];
}

export interface ValidateDocument extends Base<'validate'> {
  /** No error; warnings leave it true. */
  readonly valid: boolean | null;
  readonly problems: readonly ProblemReport[] | null;
}

export interface CheckDocument extends Base<'check'> {
  /** No error, and a shadow to find them on; warnings leave it true. */
  readonly ok: boolean | null;
  /** All was tried; what was not is in `unchecked`. */
  readonly complete: boolean | null;
  /** Null: there was none. */
  readonly shadow: ShadowReport | null;
  readonly problems: readonly ProblemReport[] | null;
  /** What was not looked at, in words. */
  readonly unchecked: readonly string[] | null;
}

/** The database on which migrations were tried. */
export interface ShadowReport {
  readonly engine: 'sqlite' | 'postgres';
  /** The server's or library's. */
  readonly version: string;
  /** `scratch`: on a server; `pglite`: PostgreSQL, but not that server. */
  readonly kind: 'memory' | 'scratch' | 'pglite';
}

export interface DriftDocument extends Base<'drift'> {
  readonly environment: string | null;
  readonly shadow: ShadowReport | null;
  /** Empty: the database is as its applied migrations make it. */
  readonly drift: readonly DriftReport[] | null;
  /** Why it may say too much or too little, in words. */
  readonly reservations: readonly string[] | null;
  /** The files of the migration made of it, relative to the project; empty: none was asked for, or needed. */
  readonly created: readonly string[] | null;
}

export interface DriftReport {
  /** `added`: in the database only; `removed`: missing there. */
  readonly change: 'added' | 'removed' | 'changed';
  /** Such as `table`, `column` or `index`. */
  readonly kind: string;
  readonly schema: string | null;
  /** The table or other object that it belongs to. */
  readonly owner: string | null;
  readonly name: string;
  /** As the applied migrations make it; null: they do not. */
  readonly expected: string | null;
  /** As it is in the database; null: it is not there. */
  readonly actual: string | null;
  readonly message: string;
}

export interface InitDocument extends Base<'init'> {
  readonly environment: string | null;
  readonly historyTable: string | null;
  /** False: it was there already. */
  readonly created: boolean;
}

export interface DoctorDocument extends Base<'doctor'> {
  /** No step's verdict is `error`. */
  readonly healthy: boolean | null;
  /** In the order in which they were looked at; what cannot be looked at is left out. */
  readonly steps: readonly DoctorStepReport[] | null;
}

export interface DoctorStepReport {
  readonly step:
    | 'project'
    | 'convention'
    | 'configuration'
    | 'address'
    | 'environments'
    | 'connection'
    | 'capabilities'
    | 'rights'
    | 'history'
    | 'lock'
    | 'backups'
    | 'programs';
  readonly verdict: 'ok' | 'warning' | 'error';
  /** What is so, in words. */
  readonly finding: string;
  /** What to do about it; null where nothing is needed. */
  readonly remedy: string | null;
}

export interface BackupDocument extends Base<'backup'> {
  readonly environment: string | null;
  readonly backup: BackupReport | null;
}

export interface BackupsDocument extends Base<'backups'> {
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

export interface RestoreDocument extends Base<'restore'> {
  readonly environment: string | null;
  /** The backup that is now the database; null: none is. */
  readonly restored: string | null;
}

export interface DatabaseDocument extends Base<'database'> {
  readonly environment: string | null;
  readonly created: boolean;
  readonly dropped: boolean;
}

export interface RepairDocument extends Base<'repair' | 'baseline'> {
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
  readonly state: StateName;
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

/** Only ever an error: a shell is for people. */
export type ShellDocument = Base<'shell'>;

/** When the command line names no command. */
export type UsageDocument = Base<null>;
