import * as l10n from '@vscode/l10n';
import {
  headOf,
  isReversible,
  scriptsIn,
  type Direction,
  type Migration,
  type Script,
} from './migration.ts';
import { findVersion, unknownVersion } from './asked-version.ts';
import { continuing } from './continuing.ts';
import { unmetDependencies } from './dependencies.ts';
import type { Problem, ProblemCode } from './problem.ts';
import type { Rules } from './reconcile.ts';
import { isApplied, isPending, type MigrationStatus } from './state.ts';
import type { UnfinishedScript } from './unfinished.ts';

/** What is asked for. Versions are as the convention prints them, or short for just one. */
export type Request =
  /** Apply what is pending, up to and including `to`, at most `steps`. */
  | { readonly kind: 'up'; readonly to?: string; readonly steps?: number }
  /** Apply just these, in order. */
  | { readonly kind: 'apply'; readonly versions: readonly string[] }
  /** Revert the newest `steps`, or all above `to`; `to: null` reverts all. */
  | { readonly kind: 'down'; readonly to?: string | null; readonly steps?: number }
  /** Up or down, whatever makes `version` the newest applied; null: before the first. */
  | { readonly kind: 'to'; readonly version: string | null }
  /** Revert the newest `steps` and apply them again. */
  | { readonly kind: 'redo'; readonly steps: number }
  /** Go on with a script that has begun without a transaction and not ended. */
  | ContinueRequest;

export interface ContinueRequest {
  readonly kind: 'continue';
  readonly version: string;
  /** Somebody has looked: the statement in doubt is done, and it goes on after that. */
  readonly done?: boolean;
}

export interface PlanOptions {
  /** Applied migrations without a file are no obstacle. */
  readonly ignoreMissing: boolean;
  /** Reverting passes over migrations that have no way back, instead of refusing. */
  readonly skipIrreversible: boolean;
}

/** Apply or revert of one migration. */
export interface Step {
  readonly direction: Direction;
  readonly migration: Migration;
  readonly script: Script;
  /** How many of its statements are done already, by a run that did not end. */
  readonly from: number;
  /** That run, where it goes on. */
  readonly continues?: UnfinishedScript;
}

/** What would run, in order. Refused, as a whole, when a problem is an error. */
export interface Plan {
  readonly steps: readonly Step[];
  readonly problems: readonly Problem[];
}

export function isRefused({ problems }: Pick<Plan, 'problems'>): boolean {
  return problems.some((problem) => problem.severity === 'error');
}

/** What planning needs to know besides the states. */
export interface PlanContext {
  readonly rules: Rules;
  /** Problems that are no single migration's: a name that breaks the tool, a foreign table. */
  readonly problems: readonly Problem[];
  /** What would keep a script from running as it should, on the engine it is meant for. */
  inspect(script: Script, version: string, direction: Direction): readonly Problem[];
  /** Newest first, in the convention's own order of reverting. */
  revertOrder(applied: readonly MigrationStatus[]): readonly MigrationStatus[];
}

/** Judges the whole before anything runs: every reason against it is listed, not just the first. */
export function plan(
  statuses: readonly MigrationStatus[],
  request: Request,
  options: PlanOptions,
  context: PlanContext,
): Plan {
  const selection =
    request.kind === 'continue'
      ? { ...NOTHING, ...continuing(statuses, request, context.rules) }
      : select(statuses, request, options, context);
  const problems: Problem[] = [...selection.problems];
  const steps: Step[] = [...selection.continued];

  for (const status of selection.revert) {
    const { migration } = status;
    if (migration?.down && isReversible(migration)) {
      steps.push({ direction: 'down', migration, script: migration.down, from: 0 });
    } else {
      problems.push(irreversible(status));
    }
  }
  const reverted = new Set(steps.map((step) => step.migration.version));
  for (const { version, migration } of selection.apply) {
    if (migration === null || (selection.again && !reverted.has(version))) continue;
    steps.push({ direction: 'up', migration, script: migration.up, from: 0 });
  }

  problems.push(...obstacles(statuses, steps, options, context.rules));
  problems.push(...unmetDependencies(statuses, steps));
  problems.push(...context.problems.filter(mattersToAnyPlan));
  for (const step of steps) {
    problems.push(...context.inspect(step.script, step.migration.version, step.direction));
  }
  return { steps, problems };
}

interface Selection {
  readonly continued: readonly Step[];
  readonly revert: readonly MigrationStatus[];
  readonly apply: readonly MigrationStatus[];
  /** What is applied is what was reverted before. */
  readonly again: boolean;
  readonly problems: readonly Problem[];
}

const NOTHING: Selection = { continued: [], revert: [], apply: [], again: false, problems: [] };

function select(
  statuses: readonly MigrationStatus[],
  request: Exclude<Request, ContinueRequest>,
  options: PlanOptions,
  context: PlanContext,
): Selection {
  const compare = (a: string, b: string): number => context.rules.compare(a, b);
  const pending = statuses.filter(isPending);
  const applied = context
    .revertOrder(statuses.filter(isApplied))
    .filter(
      ({ migration }) =>
        !options.skipIrreversible || (migration !== null && isReversible(migration)),
    );
  const known = statuses.map(({ version }) => version);
  const find = (asked: string): string | Problem => findVersion(asked, known, context.rules);

  switch (request.kind) {
    case 'up': {
      const { steps } = request;
      const to = request.to === undefined ? undefined : find(request.to);
      if (typeof to === 'object') return { ...NOTHING, problems: [to] };
      const upTo = pending.filter(({ version }) => to === undefined || compare(version, to) <= 0);
      return { ...NOTHING, apply: upTo.slice(0, steps) };
    }
    case 'apply': {
      const wanted = new Set(request.versions);
      return {
        ...NOTHING,
        apply: pending.filter(({ version }) => wanted.has(version)),
        problems: request.versions
          .filter((version) => !known.includes(version))
          .map(unknownVersion),
      };
    }
    case 'down': {
      const { steps } = request;
      if (request.to === undefined) return { ...NOTHING, revert: applied.slice(0, steps ?? 1) };
      if (request.to === null) return { ...NOTHING, revert: applied.slice(0, steps) };
      const to = find(request.to);
      if (typeof to === 'object') return { ...NOTHING, problems: [to] };
      const above = applied.filter(({ version }) => compare(version, to) > 0);
      return { ...NOTHING, revert: above.slice(0, steps) };
    }
    case 'to': {
      if (request.version === null) return { ...NOTHING, revert: applied };
      const target = find(request.version);
      if (typeof target === 'object') return { ...NOTHING, problems: [target] };
      return {
        ...NOTHING,
        revert: applied.filter(({ version }) => compare(version, target) > 0),
        apply: pending.filter(({ version }) => compare(version, target) <= 0),
      };
    }
    case 'redo': {
      const again = applied.slice(0, request.steps);
      return { ...NOTHING, revert: again, apply: again.toReversed(), again: true };
    }
  }
}

/** What is odd about a file that is not part of the plan is told where files are judged. */
function mattersToAnyPlan({ severity, path }: Problem): boolean {
  return severity === 'error' || path === null;
}

/** What stands in the way of any plan that has steps. */
function obstacles(
  statuses: readonly MigrationStatus[],
  steps: readonly Step[],
  options: PlanOptions,
  rules: Rules,
): readonly Problem[] {
  const applies = new Set(upVersions(steps));
  const reverts = new Set(steps.filter((step) => step.direction === 'down').map(versionOf));
  const continues = new Set(steps.filter((step) => step.continues !== undefined).map(versionOf));
  return statuses.flatMap((status) => {
    return status.problems.flatMap((problem): readonly Problem[] => {
      switch (problem.code) {
        case 'failed':
          if (status.unfinished !== null) return continues.has(status.version) ? [] : [problem];
          return rules.retriesFailed ? [] : [problem];
        case 'missing':
          return options.ignoreMissing ? [] : [problem];
        case 'modified':
        case 'corrupt-history':
          // The guides' "revert, change, apply again": what is reverted may have changed.
          return reverts.has(status.version) ? [] : [problem];
        case 'out-of-order':
          return applies.has(status.version) ? [problem] : [];
        case 'gap':
          // What is lacking belongs before whatever is applied next.
          return applies.size > 0 && problem.severity === 'error' ? [problem] : [];
        case 'duplicate-version':
          if (problem.severity === 'error') return [problem];
          return concerns(problem, status, reverts, applies) ? [problem] : [];
        default:
          return concerns(problem, status, reverts, applies) ? [problem] : [];
      }
    });
  });
}

/** A file's own defect matters only where that file is what runs. */
function concerns(
  problem: Problem,
  status: MigrationStatus,
  reverts: ReadonlySet<string>,
  applies: ReadonlySet<string>,
): boolean {
  const { migration, version } = status;
  if (migration === null || problem.path === null) return false;
  const directions = directionsOf(problem, problem.path, migration);
  return (
    (applies.has(version) && directions.includes('up')) ||
    (reverts.has(version) && directions.includes('down'))
  );
}

/** Errors of the files themselves that concern the up script, whatever the migration's state. */
export function flawsOfUp(status: MigrationStatus): readonly Problem[] {
  const applies = new Set([status.version]);
  return status.problems.filter(
    (problem) =>
      problem.severity === 'error' &&
      !OF_STATES.has(problem.code) &&
      (problem.code === 'duplicate-version' || concerns(problem, status, new Set(), applies)),
  );
}

const OF_STATES: ReadonlySet<ProblemCode> = new Set([
  ...(['failed', 'missing', 'modified', 'corrupt-history', 'out-of-order', 'gap'] as const),
]);

/** Which scripts a problem of a file is about: in one that holds both, those whose lines it stands on. */
function directionsOf(
  { code, location }: Problem,
  path: string,
  migration: Migration,
): readonly Direction[] {
  if (path === migration.metadata?.path) return ['up'];
  const scripts = scriptsIn(migration, path);
  // A file that is read differently elsewhere is so as a whole.
  const isWhole = location === null || code === 'ambiguous-section';
  const concerned = isWhole
    ? scripts
    : scripts.filter(({ script }, index) => {
        const next = scripts[index + 1];
        const from = index === 0 ? 1 : headOf(script).line;
        return (
          location.line >= from && (next === undefined || location.line < headOf(next.script).line)
        );
      });
  return concerned.map(({ direction }) => direction);
}

function upVersions(steps: readonly Step[]): readonly string[] {
  return steps.filter((step) => step.direction === 'up').map(versionOf);
}

function versionOf(step: Step): string {
  return step.migration.version;
}

function irreversible({ version, migration, row }: MigrationStatus): Problem {
  return {
    code: 'irreversible',
    severity: 'error',
    message: whyIrreversible(version, migration, row?.outsideFiles === true),
    path: migration?.up.path ?? null,
    version,
    location: null,
  };
}

function whyIrreversible(
  version: string,
  migration: Migration | null,
  outsideFiles: boolean,
): string {
  if (migration === null) {
    return outsideFiles
      ? l10n.t('Migration {0} cannot be reverted: it was applied by application code.', version)
      : l10n.t(
          'Migration {0} cannot be reverted: there is no file for it. Bring the file back.',
          version,
        );
  }
  return migration.down === null
    ? l10n.t('Migration {0} cannot be reverted: it has no down script. Write one.', version)
    : l10n.t(
        'Migration {0} must not be reverted: {1} says that it is not reversible.',
        version,
        migration.metadata?.path ?? '',
      );
}
