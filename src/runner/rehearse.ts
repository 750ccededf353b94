import * as l10n from '@vscode/l10n';
import type { Engine, Timeouts } from '../core/engine.ts';
import { StrataError } from '../core/errors.ts';
import { isRefused, type Plan, type PlanOptions, type Request, type Step } from '../core/plan.ts';
import { ScriptError } from '../databases/database.ts';
import { administrationOf, connect } from '../databases/open.ts';
import type {
  Rehearsal,
  RehearsalPlace,
  RehearsalWork,
  RehearsedScript,
} from '../databases/rehearsal.ts';
import type { Shadow } from '../databases/shadow.ts';
import type { Target } from '../databases/target.ts';
import { readMigrations } from '../project/migrations.ts';
import type { Project } from '../project/project.ts';
import { requireConvention } from '../project/require-convention.ts';
import { split } from '../sql/split.ts';
import { stepFailure, type StepFailure } from './failure.ts';
import { appliedScripts, tryOnShadow, type ShadowTrial } from './rehearse-on-shadow.ts';
import { takeLock } from './run.ts';
import type { RunEvent } from './run-result.ts';
import type { ReadingThreads } from './script-analyst.ts';
import { planOn, readStatus, statusOf, type Status } from './status.ts';
import { recordOf } from './units.ts';

export interface RehearseOptions extends PlanOptions, ReadingThreads {
  /** Null: as is sensible. */
  readonly on: RehearsalPlace | null;
  /** In milliseconds. */
  readonly lockTimeout: number;
  /** For the scripts; null or undefined: as is sensible. */
  readonly timeouts?: Timeouts | null;
  readonly signal?: AbortSignal;
  /**
   * Opens a shadow, to rehearse on or for what cannot be tried in the database itself, should that
   * come up.
   */
  readonly shadow?: () => Promise<Shadow | null>;
  /** What keeps it waiting, and what is about to be carried out. */
  readonly onEvent?: (event: RunEvent) => void;
}

export interface RehearsalResult extends Pick<Rehearsal, 'tables' | 'lasting' | 'elapsed'> {
  readonly plan: Plan;
  readonly engine: Engine;
  readonly on: RehearsalPlace;
  /** Those that were begun, in order. */
  readonly steps: readonly RehearsedStep[];
  /** Of the last of them; it ended the rehearsal. */
  readonly failure: StepFailure | null;
  /** The history was looked at again, and is as it was; false: somebody else has written there. */
  readonly unchanged: boolean;
}

export interface RehearsedStep extends RehearsedScript {
  readonly step: Step;
  /** Of one that was not tried whole: what a shadow says; null: it was, or there is no shadow. */
  readonly onShadow: ShadowTrial | null;
}

/**
 * Carries a plan out, history rows included, and takes all of it back: nothing here commits. In the
 * database itself the tool's lock is held meanwhile, as for applying, so that nobody applies what is
 * being tried, and the locks on tables are real.
 *
 * A refused plan is not begun and comes back with its reasons; a script that fails ends the rehearsal.
 *
 * @throws StrataError `connect`, `lock`, `cancelled`, `configuration`; `usage` when it is not certain
 *   which tool the files are for; `refused` where this database cannot be rehearsed on
 */
export async function rehearse(
  project: Project,
  target: Target,
  request: Request,
  options: RehearseOptions,
): Promise<RehearsalResult> {
  const files = await readMigrations(project);
  const status = await readStatus(project, files, target, options);
  const plan = planOn(status, request, options);
  const on = placeFor(plan, status, options.on);
  const { engine } = target;
  if (isRefused(plan) || plan.steps.length === 0) return { ...NOTHING, plan, engine, on };
  requireConvention(project);
  if (on === 'environment') {
    const result = await inPlace(status, request, options);
    if (!leavesOut(result)) return result;
    return withShadow(options, (shadow) =>
      shadow === null ? result : completed(result, status, shadow, options),
    );
  }
  if (on === 'shadow') {
    return withShadow(options, (shadow) => {
      if (shadow === null) throw noShadow();
      return onShadow(plan, status, shadow, options);
    });
  }
  options.onEvent?.({ kind: 'planned', plan });
  const copy = await rehearserOnCopy(target);
  const { session } = project.convention;
  const rehearsal = await copy(workOf(plan, status), { ...session, ...signalOf(options) });
  return { ...resultOf(rehearsal, plan, status), engine, on, unchanged: true };
}

/** Plans again under the lock, as `run` does. */
async function inPlace(
  { project, target, files }: Status,
  request: Request,
  options: RehearseOptions,
): Promise<RehearsalResult> {
  const { onEvent, timeouts } = options;
  const connection = await connect(target, {
    mode: 'write',
    isolated: true,
    ...project.convention.session,
    lockTimeout: options.lockTimeout,
    ...(timeouts && { timeouts }),
    ...signalOf(options),
  });
  try {
    await takeLock(connection, project, options);
    const status = await statusOf(project, files, target, connection, options);
    const plan = planOn(status, request, options);
    const { engine } = target;
    const nothing = { ...NOTHING, plan, engine, on: 'environment' as const };
    const [first] = plan.steps;
    if (isRefused(plan) || first === undefined) return nothing;
    onEvent?.({ kind: 'planned', plan });
    const rehearsal = await connection.rehearse(workOf(plan, status), {
      ...signalOf(options),
      onWait: (wait) => onEvent?.({ ...wait, step: first }),
    });
    const unchanged = await isAsBefore(status, options);
    return { ...nothing, ...resultOf(rehearsal, plan, status), unchanged };
  } finally {
    await connection.close();
  }
}

/** With no rows, behind what is applied. */
async function onShadow(
  plan: Plan,
  status: Status,
  shadow: Shadow,
  options: RehearseOptions,
): Promise<RehearsalResult> {
  options.onEvent?.({ kind: 'planned', plan });
  await shadow.goTo(appliedScripts(status), signalOf(options));
  const work = { ...workOf(plan, status), prepare: [] };
  const rehearsal = await shadow.rehearse(work, signalOf(options));
  const { engine } = shadow;
  const done = resultOf(rehearsal, plan, status);
  const result = { ...done, engine, on: 'shadow' as const, unchanged: true };
  return leavesOut(result) ? completed(result, status, shadow, options) : result;
}

async function withShadow<T>(
  { shadow: open }: RehearseOptions,
  work: (shadow: Shadow | null) => T | Promise<T>,
): Promise<T> {
  const shadow = (await open?.()) ?? null;
  try {
    return await work(shadow);
  } finally {
    await shadow?.close();
  }
}

/** With what a shadow says of the scripts that were not tried whole. */
async function completed(
  result: RehearsalResult,
  status: Status,
  shadow: Shadow,
  options: RehearseOptions,
): Promise<RehearsalResult> {
  const { plan, steps, failure } = result;
  const scripts = steps.filter(isPartial).map(({ step }) => step);
  const trials = await tryOnShadow(shadow, scripts, { plan, status, ...signalOf(options) });
  const failed = [...trials.values()].find((trial) => trial.failure !== null);
  return {
    ...result,
    steps: steps.map((each) => ({ ...each, onShadow: trials.get(each.step) ?? null })),
    failure: failure ?? failed?.failure ?? null,
  };
}

function leavesOut({ steps }: Pick<RehearsalResult, 'steps'>): boolean {
  return steps.some(isPartial);
}

function isPartial({ statements }: RehearsedStep): boolean {
  return statements.some(({ notTried }) => notTried !== null);
}

/** By another connection: this one may be of no more use, and would see what it has not committed. */
async function isAsBefore(before: Status, options: RehearseOptions): Promise<boolean> {
  const { project, files, target } = before;
  const after = await readStatus(project, files, target, options);
  return rowsOf(after) === rowsOf(before);
}

function rowsOf({ recorded: { exists, rows } }: Status): string {
  return JSON.stringify([exists, rows], (_, value: unknown) =>
    typeof value === 'bigint' ? `${value}n` : value,
  );
}

function workOf({ steps }: Plan, { recorded: { history, exists } }: Status): RehearsalWork {
  return {
    prepare: exists ? [] : history.create,
    units: steps.map(({ direction, migration, script }) => ({
      script: script.sql,
      transactional: script.transactional,
      record: recordOf(direction, history, migration),
    })),
  };
}

function resultOf(
  { scripts, failure, ...rehearsal }: Rehearsal,
  plan: Plan,
  { project }: Status,
): Omit<RehearsalResult, 'engine' | 'on' | 'unchanged'> {
  const steps = plan.steps.slice(0, scripts.length);
  const rehearsed = scripts.flatMap((script, index): readonly RehearsedStep[] => {
    const step = steps[index];
    return step === undefined ? [] : [{ ...script, step, onShadow: null }];
  });
  // What fails before the first script is the making of the history, for which that one stands.
  const failed = steps.at(-1) ?? plan.steps[0];
  return {
    ...rehearsal,
    plan,
    steps: rehearsed,
    failure:
      failure === null || failed === undefined
        ? null
        : stepFailure(failed, new ScriptError(failure), project.convention),
  };
}

/** @throws StrataError `refused` where what is asked for cannot be */
function placeFor(
  { steps }: Plan,
  { target, server }: Status,
  asked: RehearsalPlace | null,
): RehearsalPlace {
  if (asked === 'shadow') return asked;
  if (target.engine !== 'sqlite') return asked ?? 'environment';
  const fits = steps.every(({ script }) => script.transactional && !goesBeyond(script.sql));
  const isPossible = server.exists && fits;
  if (asked === 'environment' && !isPossible) throw onlyOnCopy(server.exists);
  return asked ?? (isPossible ? 'environment' : 'copy');
}

/** What SQLite does outside of transactions, or passes over without a word within one. */
function goesBeyond(sql: string): boolean {
  return split(sql, 'sqlite').some(({ words }) => LONE.has(words[0] ?? ''));
}

const LONE = new Set(['pragma', 'vacuum', 'attach', 'detach']);

async function rehearserOnCopy(target: Target) {
  const { rehearseOnCopy } = await administrationOf(target);
  if (rehearseOnCopy !== null) return rehearseOnCopy;
  throw new StrataError(
    'refused',
    l10n.t('{0} is on a server, and is not copied for a rehearsal.', target.name),
    { hint: l10n.t('Restore a backup into another database, and rehearse there.') },
  );
}

function onlyOnCopy(exists: boolean): StrataError {
  return new StrataError(
    'refused',
    exists
      ? l10n.t(
          'SQLite does not take back PRAGMA, VACUUM, ATTACH and scripts without a transaction, so this is not rehearsed in the file itself.',
        )
      : l10n.t('There is no database yet, and a rehearsal makes none.'),
    { hint: l10n.t('Rehearse on a copy: --on copy') },
  );
}

function noShadow(): StrataError {
  return new StrataError('refused', l10n.t('There is no shadow to rehearse on.'), {
    hint: l10n.t('Name a server for checks as “shadowUrl” in strata.json.'),
  });
}

function signalOf({ signal }: { readonly signal?: AbortSignal | undefined }): {
  readonly signal?: AbortSignal;
} {
  return signal ? { signal } : {};
}

const NOTHING = {
  steps: [],
  failure: null,
  elapsed: 0n,
  tables: [],
  lasting: { sequences: [], deadRows: [] },
  unchanged: true,
} as const;
