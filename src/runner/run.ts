import * as l10n from '@vscode/l10n';
import type { Timeouts, Unit } from '../core/engine.ts';
import { StrataError } from '../core/errors.ts';
import { isRefused, type Plan, type PlanOptions, type Request, type Step } from '../core/plan.ts';
import { isApplied } from '../core/state.ts';
import type { Statement } from '../core/statement.ts';
import { ScriptError, type Connection } from '../databases/database.ts';
import { connect } from '../databases/open.ts';
import type { Target } from '../databases/target.ts';
import { MigrationReader } from '../project/migrations.ts';
import type { EnvironmentConfig } from '../project/config.ts';
import type { Project } from '../project/project.ts';
import { requireConvention } from '../project/require-convention.ts';
import { sqlOf } from '../sql/continuation.ts';
import { backUpBefore, precedesApplying } from './backup.ts';
import { stepFailure, type StepFailure } from './failure.ts';
import { makeHistory } from './history.ts';
import { lockOptions, type LockWish, type WaitEvent } from './wait.ts';
import { progressTable, type ProgressTable } from './progress.ts';
import type { ReadingThreads } from './script-analyst.ts';
import { planOn, readStatus, statusOf, type Status } from './status.ts';
import { isPiecewise, piecewiseUnit, wholeUnit } from './units.ts';

export interface RunOptions extends PlanOptions, ReadingThreads {
  /** In milliseconds. */
  readonly lockTimeout: number;
  /** Only this plan, which somebody has seen and agreed to; another one is refused. */
  readonly agreed?: Plan;
  /** For the scripts; null or undefined: as is sensible. */
  readonly timeouts?: Timeouts | null;
  /** Before anything is applied; null or undefined: as the tool has it. */
  readonly backup?: EnvironmentConfig['backup'];
  readonly signal?: AbortSignal;
  readonly onEvent?: (event: RunEvent) => void;
}

export type RunEvent =
  | WaitEvent
  /** What is about to be carried out: judged, not refused, not empty. */
  | { readonly kind: 'planned'; readonly plan: Plan }
  | { readonly kind: 'backing-up' }
  /** With its absolute path. */
  | { readonly kind: 'backed-up'; readonly path: string }
  | {
      readonly kind: 'started';
      readonly step: Step;
      readonly index: number;
      readonly count: number;
    }
  | { readonly kind: 'done'; readonly step: Step; readonly elapsed: bigint };

export interface DoneStep {
  readonly step: Step;
  /** Nanoseconds; null when the run was interrupted before it could be told. */
  readonly elapsed: bigint | null;
}

export interface RunResult {
  readonly plan: Plan;
  /** In the order in which they were done; each is committed and recorded. */
  readonly done: readonly DoneStep[];
  readonly failure: StepFailure | null;
  readonly cancelled: boolean;
  /** The step that the cancelling ended, unless it was done all the same. */
  readonly unfinished: UnfinishedStep | null;
  /** The absolute path of what was kept from before; null: no backup was made. */
  readonly backup: string | null;
}

export interface UnfinishedStep {
  readonly step: Step;
  readonly kept: StepFailure['kept'];
}

/**
 * Plans under the tool's lock and carries the plan out, each migration whole or not at all. The
 * files are read once: the bytes that are hashed are the bytes that are executed.
 *
 * A refused plan runs nothing and comes back with its reasons; a failed or cancelled step ends the
 * run, and what was done before stays.
 *
 * @throws StrataError `connect`, `lock`, `configuration`; `usage` when it is not certain which tool the
 *   files are for; `refused` when the plan is not `agreed`, or the backup cannot be made: then nothing
 *   was applied
 */
export async function run(
  project: Project,
  target: Target,
  request: Request,
  options: RunOptions,
): Promise<RunResult> {
  const files = await new MigrationReader(project).read();
  let existed = target.engine === 'postgres';
  if (target.engine === 'sqlite') {
    // Opening the file for writing creates it, and a refused plan must leave nothing behind.
    const status = await readStatus(project, files, target, options);
    const plan = planOn(status, request, options);
    if (isRefused(plan) || plan.steps.length === 0) return nothingDone(plan);
    requireConvention(project);
    existed = status.server.exists;
  }
  const connection = await connect(target, {
    mode: 'write',
    isolated: true,
    ...project.convention.session,
    lockTimeout: options.lockTimeout,
    ...(options.timeouts && { timeouts: options.timeouts }),
    ...(options.signal && { signal: options.signal }),
  });
  try {
    if (target.engine === 'postgres') {
      // Who has nothing to do needs no lock, nor to find out whether the server has any.
      const plan = planOn(
        await statusOf(project, files, target, connection, options),
        request,
        options,
      );
      if (!isRefused(plan) && plan.steps.length === 0) return nothingDone(plan);
    }
    await takeLock(connection, project, options);
    const status = await statusOf(project, files, target, connection, options);
    const plan = planOn(status, request, options);
    if (isRefused(plan) || plan.steps.length === 0) return nothingDone(plan);
    requireConvention(project);
    if (options.agreed !== undefined && !samePlan(plan, options.agreed)) throw planChanged();
    options.onEvent?.({ kind: 'planned', plan });
    const backup = existed || status.recorded.exists ? await keepCopy(plan, status, options) : null;
    return { ...(await carryOut(plan, status, connection, options)), backup };
  } finally {
    await connection.close();
  }
}

/** Keeps other runners of the tool away until the connection is closed. */
export async function takeLock(
  connection: Connection,
  project: Project,
  wish: LockWish,
): Promise<void> {
  const lock = project.convention.lock(connection.engine, connection.server.database);
  if (lock === null) return;
  const beside = project.convention.historyTable(connection.engine);
  await connection.lock(lock, { ...lockOptions(wish), beside });
}

/** @returns the path of the backup; null: none is asked for, or nothing is applied */
async function keepCopy(
  { steps }: Plan,
  { project, target }: Status,
  { backup, signal, onEvent }: RunOptions,
): Promise<string | null> {
  const { convention } = project;
  if (!precedesApplying(project, target, backup ?? null)) return null;
  const versions = steps.filter(({ direction }) => direction === 'up').map(versionOf);
  const newest = versions.toSorted((a, b) => convention.compare(a, b)).at(-1);
  if (newest === undefined) return null;
  onEvent?.({ kind: 'backing-up' });
  const { path } = await backUpBefore(project, target, newest, signal ? { signal } : {});
  onEvent?.({ kind: 'backed-up', path });
  return path;
}

function versionOf({ migration }: Step): string {
  return migration.version;
}

async function carryOut(
  plan: Plan,
  status: Status,
  connection: Connection,
  options: RunOptions,
): Promise<RunResult> {
  const { history, exists } = status.recorded;
  if (!exists) {
    const [step] = plan.steps;
    await makeHistory(connection, status.recorded, {
      ...(options.signal && { signal: options.signal }),
      onWait: (wait) => step && options.onEvent?.({ ...wait, step }),
    });
  }
  const capabilities = await connection.capabilities();
  const progress = progressOf(status);
  const pieces = new Set(plan.steps.filter((step) => isPiecewise(step, capabilities)));
  if (pieces.size === 0) {
    return takeSteps(plan, (step) => wholeUnit(step, history), status, connection, options);
  }
  const unitOf = (step: Step): Unit =>
    pieces.has(step) ? piecewiseUnit(step, history, progress) : wholeUnit(step, history);
  await connection.execute([progress.create]).catch((error: unknown) => {
    throw noProgress(error);
  });
  try {
    return await takeSteps(plan, unitOf, status, connection, options);
  } finally {
    // What is left for want of a connection, the next run takes away.
    await connection.dropIfEmpty(progress.table).catch(() => undefined);
  }
}

async function takeSteps(
  plan: Plan,
  unitOf: (step: Step) => Unit,
  status: Status,
  connection: Connection,
  options: RunOptions,
): Promise<RunResult> {
  const { history } = status.recorded;
  const { signal, onEvent } = options;
  const done: DoneStep[] = [];
  const times: Statement[] = [];

  for (const [index, step] of plan.steps.entries()) {
    if (signal?.aborted) {
      await recordTimes(connection, times);
      return { ...nothingDone(plan), done, cancelled: true };
    }
    onEvent?.({ kind: 'started', step, index, count: plan.steps.length });
    const started = process.hrtime.bigint();
    const unit = unitOf(step);
    try {
      const elapsed = await connection.run(unit, {
        ...(signal && { signal }),
        onWait: (wait) => onEvent?.({ ...wait, step }),
      });
      done.push({ step, elapsed });
      if (step.direction === 'up') times.push(...history.finished(step.migration, elapsed));
      onEvent?.({ kind: 'done', step, elapsed });
    } catch (error) {
      const progress = { plan, done, times };
      const result = await interrupted(error, step, progress, status, connection, options);
      const elapsed = process.hrtime.bigint() - started;
      if (result.failure?.step === step) {
        await executeAnew(status, failureRecord(result.failure, unit, elapsed, status));
      }
      return result;
    }
  }
  await recordTimes(connection, times);
  return { ...nothingDone(plan), done };
}

interface Progress {
  readonly plan: Plan;
  readonly done: readonly DoneStep[];
  readonly times: readonly Statement[];
}

/** Says what is true after a step did not end as it should: the history is asked, not memory. */
async function interrupted(
  error: unknown,
  step: Step,
  { plan, done, times }: Progress,
  status: Status,
  connection: Connection,
  options: RunOptions,
): Promise<RunResult> {
  const { convention } = status.project;
  if (error instanceof StrataError && error.code === 'cancelled') {
    await executeAnew(status, times);
    const { kept } = await keptOf(step, status, options);
    if (kept !== 'all') {
      return { ...nothingDone(plan), done, cancelled: true, unfinished: { step, kept } };
    }
    return { ...nothingDone(plan), done: [...done, { step, elapsed: null }], cancelled: true };
  }
  if (!(error instanceof ScriptError) || error.failure.kept !== 'unknown') {
    await recordTimes(connection, times);
    return { ...nothingDone(plan), done, failure: stepFailure(step, error, convention) };
  }

  const failure = stepFailure(step, error, convention);
  const { kept, completed = failure.completed } = await keptOf(step, status, options);
  if (kept !== 'all') {
    return { ...nothingDone(plan), done, failure: { ...failure, kept, completed } };
  }
  const next = plan.steps[done.length + 1];
  return {
    ...nothingDone(plan),
    done: [...done, { step, elapsed: null }],
    failure: next === undefined ? null : neverBegun(next, failure),
  };
}

/** What of a step the history says is in the database. */
async function keptOf(
  step: Step,
  { project, target, files }: Status,
  { isolated, analyst }: RunOptions,
): Promise<{ kept: StepFailure['kept'] | 'all'; completed?: number }> {
  try {
    const status = await readStatus(project, files, target, {
      isolated,
      ...(analyst && { analyst }),
    });
    const now = status.migrations.find(({ version }) => version === step.migration.version);
    const unfinished = now?.unfinished ?? null;
    if (unfinished !== null) {
      const { completed, inDoubt } = unfinished;
      return { kept: inDoubt ? 'unknown' : 'completed', completed };
    }
    if (now?.state === 'failed') return { kept: 'unknown' };
    const isThere = now !== undefined && isApplied(now);
    return { kept: isThere === (step.direction === 'up') ? 'all' : 'nothing' };
  } catch {
    return { kept: 'unknown' };
  }
}

/** The step after one that was committed just before the connection went. */
function neverBegun(step: Step, failure: StepFailure): StepFailure {
  return { ...failure, step, location: null, statement: null, completed: 0, kept: 'nothing' };
}

/**
 * Times are a courtesy: gathered, since a commit each would nearly double a run, and a row without
 * one is as applied as any, so that failing to write them fails nothing.
 */
async function recordTimes(connection: Connection, times: readonly Statement[]): Promise<void> {
  if (times.length === 0) return;
  await connection.execute(times).catch(() => undefined);
}

/** A courtesy too: that it failed is said anyway. */
function failureRecord(
  { step, message, kept }: StepFailure,
  { transactional }: Unit,
  elapsed: bigint,
  status: Status,
): readonly Statement[] {
  const { migration, direction } = step;
  if (kept === 'nothing') {
    const { history } = status.recorded;
    return direction === 'up' ? history.failed(migration, { message, elapsed }) : [];
  }
  return transactional ? [] : [progressOf(status).stopped(migration.version, message)];
}

function progressOf({ target, recorded }: Status): ProgressTable {
  return progressTable(target.engine, recorded.located);
}

/** On a connection of its own: the run's may be of no more use. */
async function executeAnew(
  { project, target }: Status,
  statements: readonly Statement[],
): Promise<void> {
  if (statements.length === 0) return;
  const { session } = project.convention;
  const connection = await connect(target, { mode: 'write', isolated: true, ...session }).catch(
    () => null,
  );
  if (connection === null) return;
  await connection.execute(statements).catch(() => undefined);
  await connection.close();
}

function nothingDone(plan: Plan): RunResult {
  return { plan, done: [], failure: null, cancelled: false, unfinished: null, backup: null };
}

function samePlan(a: Plan, b: Plan): boolean {
  return (
    a.steps.length === b.steps.length &&
    a.steps.every((step, index) => {
      const other = b.steps[index];
      return (
        other?.direction === step.direction &&
        other.migration.version === step.migration.version &&
        other.from === step.from &&
        sqlOf(other) === sqlOf(step)
      );
    })
  );
}

function noProgress(error: unknown): unknown {
  if (!(error instanceof StrataError) || error.code !== 'failed') return error;
  return new StrataError(
    'refused',
    l10n.t(
      'A script without a transaction wants a table beside the history that says how far it has come, and that cannot be made: {0}. Nothing was applied.',
      error.message,
    ),
    { hint: l10n.t('Let this user create tables in that schema.'), cause: error },
  );
}

function planChanged(): StrataError {
  return new StrataError(
    'refused',
    l10n.t('Files or history have changed since you saw the plan. Nothing was applied.'),
    { hint: l10n.t('Look at the plan again.') },
  );
}
