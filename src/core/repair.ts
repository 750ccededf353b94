import * as l10n from '@vscode/l10n';
import type { Amender, Amendment } from './amendment.ts';
import { findVersion } from './asked-version.ts';
import type { HistoryRow } from './migration.ts';
import { flawsOfUp, plan, type PlanContext } from './plan.ts';
import type { Problem } from './problem.ts';
import type { Rules } from './reconcile.ts';
import type { MigrationStatus } from './state.ts';

/**
 * What a person has found out, and the history is to say. Versions are as the convention prints
 * them, or short for just one.
 */
export type Repair =
  /** Edited: what is applied is what the file now says. */
  | { readonly kind: 'accept'; readonly versions: readonly string[] }
  /** Failed or unfinished, in either direction: all of it is in the database. */
  | { readonly kind: 'applied'; readonly version: string }
  /** Failed or unfinished, in either direction: nothing of it is in the database. */
  | { readonly kind: 'not-applied'; readonly version: string }
  /** Applied, and no file any more: the history says it no longer. */
  | { readonly kind: 'forget'; readonly versions: readonly string[] }
  /** Pending ones, up to and including `to`, are in the database already; null: all of them. */
  | { readonly kind: 'baseline'; readonly to: string | null };

/** What can be said of a single migration. */
export type Remedy = Exclude<Repair['kind'], 'baseline'>;

/** What would change in the history. Refused, as a whole, when a problem is an error. */
export interface RepairPlan {
  readonly amendments: readonly Amendment[];
  readonly problems: readonly Problem[];
}

export interface RepairContext {
  readonly rules: Rules;
  /** Problems that are no single migration's. */
  readonly problems: readonly Problem[];
  readonly amender: Amender;
  /** Applied migrations without a file are no obstacle to a baseline. */
  readonly ignoreMissing: boolean;
}

/** Which of them fit a migration as it is. */
export function remediesFor({ state, migration }: MigrationStatus): readonly Remedy[] {
  switch (state) {
    case 'modified':
      return ['accept'];
    case 'missing':
      return ['forget'];
    case 'failed':
      // Without a file nobody can say what all of it would be.
      return migration === null ? ['not-applied'] : ['applied', 'not-applied'];
    case 'applied':
    case 'out-of-order':
    case 'pending':
      return [];
  }
}

/** Judges the whole before anything changes: every reason against it is listed. */
export function planRepair(
  statuses: readonly MigrationStatus[],
  repair: Repair,
  context: RepairContext,
): RepairPlan {
  if (repair.kind === 'baseline') return planBaseline(statuses, repair.to, context);
  const { kind } = repair;
  const asked = 'versions' in repair ? repair.versions : [repair.version];
  const known = statuses.map(({ version }) => version);
  const found = [...new Set(asked)].map((version) => findVersion(version, known, context.rules));
  const touched = statuses.filter(({ version }) => found.includes(version));
  return {
    amendments: touched.flatMap((status) => amend(kind, status, context.amender)),
    problems: [
      ...found.filter((each) => typeof each === 'object'),
      ...context.problems.filter((problem) => isAboutRows(problem, found)),
      ...touched.flatMap((status) => objections(kind, status)),
    ],
  };
}

/** As applying would be judged, but for the scripts themselves: none of them runs. */
function planBaseline(
  statuses: readonly MigrationStatus[],
  to: string | null,
  { rules, problems, amender, ignoreMissing }: RepairContext,
): RepairPlan {
  const context: PlanContext = {
    rules,
    problems,
    inspect: () => [],
    revertOrder: (applied) => applied,
  };
  const request = { kind: 'up', ...(to !== null && { to }) } as const;
  const wouldApply = plan(statuses, request, { ignoreMissing, skipIrreversible: false }, context);
  const rows = new Map(statuses.map(({ version, row }) => [version, row]));
  return {
    amendments: wouldApply.steps.map(({ migration }) =>
      amender.completed(migration, rows.get(migration.version) ?? null),
    ),
    problems: wouldApply.problems.map(asToBaseline),
  };
}

function amend(
  kind: Remedy,
  { version, migration, row }: MigrationStatus,
  amender: Amender,
): readonly Amendment[] {
  switch (kind) {
    case 'accept':
    case 'applied':
      if (migration === null) return [];
      return row?.outcome === 'applied'
        ? [amender.accepted(migration, row)]
        : [amender.completed(migration, row)];
    case 'not-applied':
    case 'forget':
      return row?.outcome === 'applied' || row?.outcome === 'failed'
        ? [amender.forgotten(row)]
        : [unchanged(version, row)];
  }
}

/** The history says so already; what goes is only our own note of a script that was begun. */
function unchanged(version: string, row: HistoryRow | null): Amendment {
  const columns = row?.columns ?? null;
  return { version, before: columns, after: columns, statements: [], guard: null };
}

function objections(kind: Remedy, status: MigrationStatus): readonly Problem[] {
  if (!remediesFor(status).includes(kind)) return [unfit(kind, status)];
  return kind === 'accept' || kind === 'applied' ? flawsOfUp(status) : [];
}

/** Nothing of it will run. */
function asToBaseline(problem: Problem): Problem {
  return problem.code === 'out-of-order'
    ? {
        ...problem,
        message: l10n.t(
          'Migration {0} comes before others that are applied already.',
          problem.version ?? '',
        ),
      }
    : problem;
}

/** Files that are not touched may be as wrong as they like; the table itself must be sound. */
function isAboutRows({ severity, path, version }: Problem, touched: readonly unknown[]): boolean {
  return severity === 'error' && path === null && (version === null || touched.includes(version));
}

function unfit(kind: Remedy, status: MigrationStatus): Problem {
  const { version, migration } = status;
  return {
    code: 'repair',
    severity: 'error',
    message: whyUnfit(kind, status),
    path: migration?.up.path ?? null,
    version,
    location: null,
  };
}

function whyUnfit(kind: Remedy, { version, state, migration, row }: MigrationStatus): string {
  switch (kind) {
    case 'accept':
      return state === 'applied'
        ? l10n.t(
            'Migration {0} was not edited since it was applied: there is nothing to accept.',
            version,
          )
        : l10n.t('Migration {0} is no edited one: there is nothing to accept.', version);
    case 'applied':
      return state === 'failed' && migration === null
        ? l10n.t(
            'Migration {0} cannot be called applied: there is no file that says what it is. Bring the file back.',
            version,
          )
        : l10n.t(
            'Migration {0} has neither failed nor been left unfinished: there is nothing to say about it.',
            version,
          );
    case 'not-applied':
      return l10n.t(
        'Migration {0} has neither failed nor been left unfinished: there is nothing to say about it.',
        version,
      );
    case 'forget':
      return row?.outsideFiles === true
        ? l10n.t(
            'Migration {0} was applied by application code and needs no file: there is nothing to forget.',
            version,
          )
        : l10n.t(
            'Migration {0} is no applied one without a file: there is nothing to forget.',
            version,
          );
  }
}
