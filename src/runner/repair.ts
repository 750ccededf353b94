import { isDeepStrictEqual } from 'node:util';
import * as l10n from '@vscode/l10n';
import { isRefused } from '../core/plan.ts';
import { StrataError } from '../core/errors.ts';
import type { Repair, RepairPlan } from '../core/repair.ts';
import { ScriptError, type Connection } from '../databases/database.ts';
import { connect } from '../databases/open.ts';
import type { Target } from '../databases/target.ts';
import { readMigrations } from '../project/migrations.ts';
import type { Project } from '../project/project.ts';
import { requireConvention } from '../project/require-convention.ts';
import { makeHistory } from './history.ts';
import { planRepair, type RepairPlanOptions } from './plan-repair.ts';
import { progressTable } from './progress.ts';
import { takeLock } from './run.ts';
import type { ReadingThreads } from './script-analyst.ts';
import { readStatus, statusOf, type Status } from './status.ts';
import type { LockWish } from './wait.ts';

export interface RepairOptions extends RepairPlanOptions, ReadingThreads, LockWish {
  /** Only this plan, which somebody has seen and agreed to; another one is refused. */
  readonly agreed?: RepairPlan;
}

/**
 * Changes the history, and nothing else, under the tool's lock and in one transaction, which looks
 * again that each row is as it was seen.
 *
 * A refused plan changes nothing and comes back with its reasons.
 *
 * @returns what was changed
 * @throws StrataError `connect`, `lock`, `configuration`, `cancelled`; `usage` when it is not certain
 *   which tool the files are for; `refused` when the plan is not `agreed`: then nothing was changed
 */
export async function repair(
  project: Project,
  target: Target,
  repair: Repair,
  options: RepairOptions,
): Promise<RepairPlan> {
  const files = await readMigrations(project);
  if (target.engine === 'sqlite') {
    // Opening the file for writing creates it, and a refused plan must leave nothing behind.
    const plan = planRepair(await readStatus(project, files, target, options), repair, options);
    if (changesNothing(plan)) return plan;
  }
  const { lockTimeout, signal, agreed } = options;
  const connection = await connect(target, {
    mode: 'write',
    isolated: true,
    ...project.convention.session,
    lockTimeout,
    ...(signal && { signal }),
  });
  try {
    await takeLock(connection, project, options);
    const status = await statusOf(project, files, target, connection, options);
    const plan = planRepair(status, repair, options);
    if (changesNothing(plan)) return plan;
    requireConvention(project);
    if (agreed !== undefined && !isDeepStrictEqual(seen(plan), seen(agreed))) throw changed();
    if (signal?.aborted) throw new StrataError('cancelled', l10n.t('Nothing was changed.'));
    await carryOut(plan, status, connection, signal);
    return plan;
  } finally {
    await connection.close();
  }
}

async function carryOut(
  { amendments }: RepairPlan,
  { recorded, migrations }: Status,
  connection: Connection,
  signal: AbortSignal | undefined,
): Promise<void> {
  const { exists, located } = recorded;
  const progress = progressTable(connection.engine, located);
  const amended = new Set(amendments.map(({ version }) => version));
  const ended = migrations.filter(
    ({ version, unfinished }) => unfinished !== null && amended.has(version),
  );
  const statements = [
    ...amendments.flatMap((each) => each.statements),
    ...ended.map(({ version }) => progress.end(version)),
  ];
  const guards = amendments.map(({ guard }) => guard).filter((guard) => guard !== null);
  // By itself, as everywhere: not every server makes a table and fills it in one transaction.
  if (!exists) await makeHistory(connection, recorded);
  try {
    await connection.execute(statements, guards, { ...(signal && { signal }) });
  } catch (error) {
    throw error instanceof ScriptError ? changed() : error;
  }
  if (ended.length > 0) await connection.dropIfEmpty(progress.table);
}

function changesNothing(plan: RepairPlan): boolean {
  return isRefused(plan) || plan.amendments.length === 0;
}

/** What a preview shows. */
function seen({ amendments }: RepairPlan): readonly unknown[] {
  return amendments.map(({ version, before, after }) => [version, before, after]);
}

function changed(): StrataError {
  return new StrataError(
    'refused',
    l10n.t(
      'Files or history have changed since you saw what would be changed. Nothing was changed.',
    ),
    { hint: l10n.t('Look again, and decide anew.') },
  );
}
