import * as l10n from '@vscode/l10n';
import { StrataError } from '../core/errors.ts';
import { isRefused, type Plan, type Request, type Step } from '../core/plan.ts';
import type { Connection, HeadStart } from '../databases/database.ts';
import { connect, headStart } from '../databases/open.ts';
import type { Target } from '../databases/target.ts';
import { readMigrations, type ProjectFiles } from '../project/migrations.ts';
import type { Project } from '../project/project.ts';
import { requireConvention } from '../project/require-convention.ts';
import { sqlOf } from '../sql/continuation.ts';
import { backUpBefore, precedesApplying } from './backup.ts';
import { carryOut } from './carry-out.ts';
import { nothingDone, type RunOptions, type RunResult } from './run-result.ts';
import { valueOf } from './settled.ts';
import { planOn, readStatus, statusOf, type Status } from './status.ts';
import { lockOptions, type LockWish } from './wait.ts';

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
  if (target.engine === 'postgres') return runOnServer(project, target, request, options);
  const ahead = await headStart(target);
  try {
    const files = await readMigrations(project);
    // Opening the file for writing creates it, and a refused plan must leave nothing behind.
    const status = await readStatus(project, files, target, options);
    const plan = planOn(status, request, options);
    if (isRefused(plan) || plan.steps.length === 0) return nothingDone(plan);
    requireConvention(project);
    const connection = await connectTo(project, target, options, ahead);
    try {
      const around = { project, target, files, connection };
      return await runUnderLock(around, request, options, status.server.exists);
    } finally {
      await connection.close();
    }
  } finally {
    await ahead?.kill();
  }
}

/** Neither waits for the other: the way to a far server, and reading the files. */
async function runOnServer(
  project: Project,
  target: Target,
  request: Request,
  options: RunOptions,
): Promise<RunResult> {
  const [reading, connecting] = await Promise.allSettled([
    readMigrations(project),
    connectTo(project, target, options),
  ]);
  try {
    const around = { project, target, files: valueOf(reading), connection: valueOf(connecting) };
    // Who has nothing to do needs no lock, nor to find out whether the server has any.
    const plan = planOn(await statusIn(around, options), request, options);
    if (!isRefused(plan) && plan.steps.length === 0) return nothingDone(plan);
    return await runUnderLock(around, request, options);
  } finally {
    if (connecting.status === 'fulfilled') await connecting.value.close();
  }
}

function connectTo(
  { convention }: Project,
  target: Target,
  { lockTimeout, timeouts, signal }: RunOptions,
  headStart: HeadStart | null = null,
): Promise<Connection> {
  return connect(target, {
    mode: 'write',
    isolated: true,
    ...convention.session,
    lockTimeout,
    ...(headStart && { headStart }),
    ...(timeouts && { timeouts }),
    ...(signal && { signal }),
  });
}

/** What a run works with. */
interface Around {
  readonly project: Project;
  readonly target: Target;
  readonly files: ProjectFiles;
  readonly connection: Connection;
}

function statusIn(around: Around, options: RunOptions): Promise<Status> {
  const { project, files, target, connection } = around;
  return statusOf(project, files, target, connection, options);
}

/** @param existed the database was there */
async function runUnderLock(
  around: Around,
  request: Request,
  options: RunOptions,
  existed = true,
): Promise<RunResult> {
  const { project, connection } = around;
  await takeLock(connection, project, options);
  const status = await statusIn(around, options);
  const plan = planOn(status, request, options);
  if (isRefused(plan) || plan.steps.length === 0) return nothingDone(plan);
  requireConvention(project);
  if (options.agreed !== undefined && !samePlan(plan, options.agreed)) throw planChanged();
  options.onEvent?.({ kind: 'planned', plan });
  const backup = existed || status.recorded.exists ? await keepCopy(plan, status, options) : null;
  return { ...(await carryOut(plan, status, connection, options)), backup };
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

function planChanged(): StrataError {
  return new StrataError(
    'refused',
    l10n.t('Files or history have changed since you saw the plan. Nothing was applied.'),
    { hint: l10n.t('Look at the plan again.') },
  );
}
