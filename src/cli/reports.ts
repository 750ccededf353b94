import { NOW, type Columns } from '../core/amendment.ts';
import type { Engine } from '../core/engine.ts';
import type { Migration } from '../core/migration.ts';
import type { Step } from '../core/plan.ts';
import type { Problem } from '../core/problem.ts';
import { summarize, type MigrationStatus, type StatementChange } from '../core/state.ts';
import { kindOf } from '../core/statement-changes.ts';
import type { UnfinishedScript } from '../core/unfinished.ts';
import { sqlOf } from '../sql/continuation.ts';
import { locator } from '../sql/text.ts';
import type { StepFailure } from '../runner/failure.ts';
import type { Shadow } from '../databases/shadow.ts';
import { doneInfo, migrationInfo, problemInfo } from '../runner/infos.ts';
import type { DoneStep } from '../runner/run-result.ts';
import type { StepReport } from './documents/plan.ts';
import type { DoneReport } from './documents/run.ts';
import type { FailedReport, JsonValue, ProblemReport, ShadowReport } from './documents/shared.ts';
import type {
  MigrationReport,
  StatementReport,
  SummaryReport,
  UnfinishedReport,
} from './documents/status.ts';

export function migrationReport(status: MigrationStatus, engine: Engine): MigrationReport {
  const { migration, row, difference, edit, unfinished, problems } = status;
  return {
    ...migrationInfo(status),
    downPath: migration?.down?.path ?? null,
    durationMs: row?.durationMs ?? null,
    checksum: migration?.checksum ?? null,
    appliedChecksum: row?.checksum ?? null,
    history: row === null ? null : columnsReport(row.columns, engine),
    difference,
    statements: edit === undefined ? null : edit.statements.map(statementReport(migration)),
    unfinished: unfinished === null ? null : unfinishedReport(unfinished),
    problems: problems.map(problemReport),
  };
}

function statementReport(
  migration: Migration | null,
): (change: StatementChange) => StatementReport {
  const locate = locator(migration?.up ?? { sql: '', start: { line: 1, column: 1 } });
  return (change) => ({
    change: kindOf(change),
    line: change.after && locate(change.after.range).line,
    before: change.before,
    after: change.after?.text ?? null,
  });
}

function unfinishedReport({
  direction,
  completed,
  total,
  inDoubt,
  next,
}: UnfinishedScript): UnfinishedReport {
  return { direction, completed, total, inDoubt, line: next?.line ?? null };
}

export function summaryReport(statuses: readonly MigrationStatus[]): SummaryReport {
  const { 'out-of-order': outOfOrder, ...counts } = summarize(statuses);
  return { ...counts, outOfOrder };
}

export function problemReport(problem: Problem): ProblemReport {
  const { endLine = null, endColumn = null } = problem.location ?? {};
  return { ...problemInfo(problem), endLine, endColumn };
}

export function shadowReport(shadow: Shadow | null): ShadowReport | null {
  return (
    shadow && { engine: shadow.engine, version: shadow.about.version, kind: shadow.about.kind }
  );
}

export function stepReport(step: Step): StepReport {
  const { direction, migration, script } = step;
  return {
    direction,
    version: migration.version,
    description: migration.description,
    path: script.path,
    sql: sqlOf(step),
    transaction: script.transactional,
  };
}

export function doneReport(done: DoneStep): DoneReport {
  const { version, durationMs } = doneInfo(done);
  return { version, durationMs };
}

export function failedReport(failure: StepFailure): FailedReport {
  const { step, location, statement, code, message, detail, hint, kept } = failure;
  return {
    version: step.migration.version,
    path: step.script.path,
    line: location?.line ?? null,
    column: location?.column ?? null,
    statement,
    code,
    message,
    detail,
    hint,
    kept,
  };
}

/** A row of the history; the time at which it will be written is not known yet. */
export function columnsReport(
  columns: Columns,
  engine: Engine,
): Readonly<Record<string, JsonValue>> {
  return Object.fromEntries(
    Object.entries(columns).map(([name, value]) => [name, jsonValue(value, engine)]),
  );
}

function jsonValue(value: unknown, engine: Engine): JsonValue {
  if (value === null || value === undefined || value === NOW) return null;
  if (typeof value === 'bigint') {
    return Number.isSafeInteger(Number(value)) ? Number(value) : value.toString();
  }
  if (value instanceof Uint8Array) return Buffer.from(value).toString('hex');
  if (typeof value === 'string') return isoTime(value, engine);
  if (typeof value === 'number' || typeof value === 'boolean') return value;
  return JSON.stringify(value);
}

const TIME =
  /^(?<date>\d{4}-\d\d-\d\d)[ T](?<time>\d\d:\d\d:\d\d(?:\.\d+)?)(?<zone>Z|[+-]\d\d(?::?\d\d)?)?$/;

/** A time as the database prints it, in ISO 8601; other text is left alone. */
function isoTime(text: string, engine: Engine): string {
  const { date, time, zone } = TIME.exec(text)?.groups ?? {};
  if (date === undefined || time === undefined) return text;
  const local = `${date}T${time}`;
  // SQLite's own clock is UTC; a PostgreSQL timestamp without a zone may be anybody's.
  if (zone === undefined) return engine === 'sqlite' ? `${local}Z` : local;
  if (/^(?:Z|[+-]00(?::?00)?)$/.test(zone)) return `${local}Z`;
  return new Date(`${local}${zone.length === 3 ? `${zone}:00` : zone}`).toISOString();
}
