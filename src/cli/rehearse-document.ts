import { blockedBy, type RehearsedStatement } from '../databases/rehearsal.ts';
import { redact } from '../core/redact.ts';
import { blockings } from '../runner/rehearsal-blocking.ts';
import type { RehearsalResult, RehearsedStep } from '../runner/rehearse.ts';
import { locator } from '../sql/text.ts';
import type {
  RehearseDocument,
  RehearsedStatementReport,
  RehearsedStepReport,
} from './documents/rehearse.ts';
import type { ErrorReport } from './documents/shared.ts';
import { failedReport, problemReport } from './reports.ts';

export function rehearseDocument(
  { plan, on, steps, failure, elapsed, tables, lasting, unchanged }: RehearsalResult,
  environment: string | null,
  error: ErrorReport | null,
): RehearseDocument {
  return {
    command: 'rehearse',
    ...{ error, environment, on },
    durationMs: milliseconds(elapsed),
    steps: steps.map(stepReport),
    failed: failure === null ? null : failedReport(failure),
    blocked: blockings(steps).map(({ relation, blocks, elapsed: time }) => ({
      ...{ relation, blocks },
      durationMs: milliseconds(time),
    })),
    ...{ tables, notTakenBack: lasting, historyUnchanged: unchanged },
    problems: plan.problems.map(problemReport),
  };
}

function stepReport({
  step,
  statements,
  elapsed,
  lockedBefore,
  onShadow,
}: RehearsedStep): RehearsedStepReport {
  const { direction, migration, script } = step;
  const { version, description } = migration;
  const lineOf = locator(script);
  return {
    ...{ direction, version, description },
    path: script.path,
    durationMs: milliseconds(elapsed),
    lockedBefore,
    goesThroughOnShadow: onShadow === null ? null : onShadow.failure === null,
    statements: statements.map((each) =>
      statementReport(each, lineOf(each).line, script.sql.slice(each.start, each.end)),
    ),
  };
}

function statementReport(
  { elapsed, rows, locks, rewritten, scans, notTried }: RehearsedStatement,
  line: number,
  sql: string,
): RehearsedStatementReport {
  return {
    line,
    sql: redact(sql),
    durationMs: notTried === null ? milliseconds(elapsed) : null,
    rows,
    locks: locks.map((lock) => ({ ...lock, blocks: blockedBy(lock.mode) })),
    ...{ rewritten, scans, notTried },
  };
}

function milliseconds(nanoseconds: bigint): number {
  return Number(nanoseconds) / 1e6;
}
