import { isReversible } from '../core/migration.ts';
import type { Problem } from '../core/problem.ts';
import type { MigrationStatus } from '../core/state.ts';
import type { DoneMigration, MigrationInfo, ProblemInfo, Validation } from './info.ts';
import type { DoneStep } from './run-result.ts';
import { validate, type Status } from './status.ts';

export function migrationInfo(status: MigrationStatus): MigrationInfo {
  const { version, description, state, migration, row } = status;
  return {
    version,
    description,
    state,
    reversible: migration !== null && isReversible(migration),
    path: migration?.up.path ?? null,
    appliedAt: row?.appliedAt ?? null,
  };
}

export function doneInfo({ step, elapsed }: DoneStep): DoneMigration {
  const { version, description } = step.migration;
  return { version, description, durationMs: elapsed === null ? null : Number(elapsed) / 1e6 };
}

export function problemInfo(problem: Problem): ProblemInfo {
  const { code, severity, message, path, version, location } = problem;
  return {
    ...{ code, severity, message, path, version },
    line: location?.line ?? null,
    column: location?.column ?? null,
  };
}

export function validation(status: Status): Validation {
  const problems = validate(status);
  const valid = problems.every(({ severity }) => severity !== 'error');
  return { valid, problems: problems.map(problemInfo) };
}
