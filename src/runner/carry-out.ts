import * as l10n from '@vscode/l10n';
import type { Unit } from '../core/engine.ts';
import { StrataError } from '../core/errors.ts';
import type { Plan, Step } from '../core/plan.ts';
import { isApplied } from '../core/state.ts';
import type { Statement } from '../core/statement.ts';
import { ScriptError, type Connection } from '../databases/database.ts';
import { connect } from '../databases/open.ts';
import { stepFailure, type StepFailure } from './failure.ts';
import { makeHistory } from './history.ts';
import { progressTable, type ProgressTable } from './progress.ts';
import { nothingDone, type DoneStep, type RunOptions, type RunResult } from './run-result.ts';
import { readStatus, type Status } from './status.ts';
import { isPiecewise, piecewiseUnit, wholeUnit } from './units.ts';

/**
 * Carries a plan out, under the lock that its caller holds: each migration whole or not at all, up to
 * the first that fails or is cancelled.
 */
export async function carryOut(
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
  const { steps } = plan;
  const { history } = status.recorded;
  const { signal, onEvent } = options;
  const units = steps.map(unitOf);
  const done: DoneStep[] = [];
  const times: Statement[] = [];
  let begun = { count: 0, at: process.hrtime.bigint() };
  try {
    await connection.runAll(units, {
      ...(signal && { signal }),
      onWait(wait) {
        const step = steps[done.length];
        if (step) onEvent?.({ ...wait, step });
      },
      onBegin(index) {
        begun = { count: index + 1, at: process.hrtime.bigint() };
        const step = steps[index];
        if (step) onEvent?.({ kind: 'started', step, index, count: steps.length });
      },
      onDone(index, elapsed) {
        const step = steps[index];
        if (step === undefined) return;
        done.push({ step, elapsed });
        if (step.direction === 'up') times.push(...history.finished(step.migration, elapsed));
        onEvent?.({ kind: 'done', step, elapsed });
      },
    });
  } catch (error) {
    const at = done.length;
    const [step, unit] = [steps[at], units[at]];
    if (step === undefined || unit === undefined) throw error;
    const progress = { plan, done, times, isUnderWay: begun.count > at };
    const result = await interrupted(error, step, progress, status, connection, options);
    if (result.failure?.step === step) {
      const elapsed = process.hrtime.bigint() - begun.at;
      await executeAnew(status, failureRecord(result.failure, unit, elapsed, status));
    }
    return result;
  }
  await recordTimes(connection, times);
  return { ...nothingDone(plan), done };
}

interface Progress {
  readonly plan: Plan;
  readonly done: readonly DoneStep[];
  readonly times: readonly Statement[];
  /** The step after those that are done has begun. */
  readonly isUnderWay: boolean;
}

/** Says what is true after a step did not end as it should: the history is asked, not memory. */
async function interrupted(
  error: unknown,
  step: Step,
  { plan, done, times, isUnderWay }: Progress,
  status: Status,
  connection: Connection,
  options: RunOptions,
): Promise<RunResult> {
  const { convention } = status.project;
  if (error instanceof StrataError && error.code === 'cancelled') {
    if (!isUnderWay) {
      await recordTimes(connection, times);
      return { ...nothingDone(plan), done, cancelled: true };
    }
    await executeAnew(status, times);
    const known = await lookAfter(plan, done, status, options);
    const ended = { ...nothingDone(plan), done: known.done, cancelled: true };
    const { next, kept } = known;
    const isBegun = next === step || kept !== 'nothing';
    return next === null || !isBegun ? ended : { ...ended, unfinished: { step: next, kept } };
  }
  const failure = stepFailure(step, error, convention);
  if (!(error instanceof ScriptError) || error.failure.kept !== 'unknown') {
    await recordTimes(connection, times);
    return { ...nothingDone(plan), done, failure };
  }
  const known = await lookAfter(plan, done, status, options);
  const { next, kept, completed = failure.completed } = known;
  const ended = { ...nothingDone(plan), done: known.done };
  if (next === null) return ended;
  const isSame = next === step;
  return {
    ...ended,
    failure: isSame ? { ...failure, kept, completed } : neverBegun(next, failure),
  };
}

interface Known {
  readonly done: readonly DoneStep[];
  /** The first that is not done; null: all are. */
  readonly next: Step | null;
  /** What of that one is in the database. */
  readonly kept: StepFailure['kept'];
  readonly completed?: number;
}

/** What the history says of the steps after those that are known to be done. */
async function lookAfter(
  { steps }: Plan,
  done: readonly DoneStep[],
  { project, target, files }: Status,
  { isolated, analyst }: RunOptions,
): Promise<Known> {
  const threads = { isolated, ...(analyst && { analyst }) };
  const status = await readStatus(project, files, target, threads).catch(() => null);
  const known = [...done];
  for (const step of steps.slice(done.length)) {
    const { kept, ...more } = status === null ? IN_THE_DARK : keptOf(step, status);
    if (kept !== 'all') return { done: known, next: step, kept, ...more };
    known.push({ step, elapsed: null });
  }
  return { done: known, next: null, kept: 'nothing' };
}

interface Kept {
  readonly kept: StepFailure['kept'] | 'all';
  readonly completed?: number;
}

const IN_THE_DARK = { kept: 'unknown' } as const satisfies Kept;

/** What of a step the history says is in the database. */
function keptOf({ migration, direction }: Step, { migrations }: Status): Kept {
  const now = migrations.find(({ version }) => version === migration.version);
  const unfinished = now?.unfinished ?? null;
  if (unfinished !== null) {
    const { completed, inDoubt } = unfinished;
    return { kept: inDoubt ? 'unknown' : 'completed', completed };
  }
  if (now?.state === 'failed') return IN_THE_DARK;
  const isThere = now !== undefined && isApplied(now);
  return { kept: isThere === (direction === 'up') ? 'all' : 'nothing' };
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
