import type { Convention } from '../conventions/convention.ts';
import type { Direction } from '../core/migration.ts';
import { plan, type Plan, type PlanOptions, type Request } from '../core/plan.ts';
import type { Problem } from '../core/problem.ts';
import { reconcile, type Rules } from '../core/reconcile.ts';
import { isAnyStrict, isStrict } from '../core/severities.ts';
import { isPending, type MigrationStatus } from '../core/state.ts';
import type { Connection, ConnectOptions, ServerInfo } from '../databases/database.ts';
import { connect } from '../databases/open.ts';
import type { Target } from '../databases/target.ts';
import type { ProjectFiles } from '../project/migrations.ts';
import type { Project } from '../project/project.ts';
import { readHistory, type RecordedHistory } from './history.ts';
import { lookAlike } from './look-alike.ts';
import { appliedOutOfOrder, unusualColumns } from './history-shape.ts';
import { besideFiles, lookBehind } from './progress.ts';
import { valueOf } from './settled.ts';
import { surroundingsIn } from './surroundings.ts';
import { adviceOn, obstaclesIn, type Circumstances, type Judged } from './script-problems.ts';
import type { ReadingThreads } from './script-analyst.ts';
import { treeErrors, type TreeErrors } from './tree-errors.ts';

/** What is true of a project's migrations on one database. */
export interface Status {
  readonly project: Project;
  readonly target: Target;
  readonly server: ServerInfo;
  readonly files: ProjectFiles;
  readonly recorded: RecordedHistory;
  readonly migrations: readonly MigrationStatus[];
  /** Those that are no single migration's. */
  readonly problems: readonly Problem[];
  /** Of what was pending when it was read. */
  readonly treeErrors: TreeErrors;
}

/**
 * Reads the state of every migration; changes nothing and takes no lock.
 *
 * @param files may still be being read while the database is connected to
 * @throws StrataError `connect` when the database cannot be reached; `cancelled` on abort; as `files`
 *   does, which counts more
 */
export async function readStatus(
  project: Project,
  files: ProjectFiles | Promise<ProjectFiles>,
  target: Target,
  options: ReadingThreads & Pick<ConnectOptions, 'signal'>,
): Promise<Status> {
  const connecting = connect(target, {
    mode: 'read',
    isolated: options.isolated,
    ...project.convention.session,
    ...(options.signal && { signal: options.signal }),
  });
  const [read, connected] = await Promise.allSettled([files, connecting]);
  try {
    return await statusOf(project, valueOf(read), target, valueOf(connected), options);
  } finally {
    if (connected.status === 'fulfilled') await connected.value.close();
  }
}

/** The status as one connection sees it. */
export async function statusOf(
  project: Project,
  files: ProjectFiles,
  target: Target,
  connection: Connection,
  threads: Pick<ReadingThreads, 'analyst'>,
): Promise<Status> {
  const read = await readHistory(connection, project.convention);
  const foreign = read.exists ? [] : await lookAlike(project, connection);
  const unfinished = await lookBehind(connection, read.unfinished, files);
  const recorded = { ...read, unfinished, problems: [...read.problems, ...foreign] };
  const { server } = connection;
  return await withTreeErrors(
    judge({ project, target, server, files, recorded, treeErrors: new Map() }),
    threads,
  );
}

/** The status of other files against the same history, which is not read again. */
export async function statusWith(
  status: Status,
  files: ProjectFiles,
  threads: Pick<ReadingThreads, 'analyst'>,
): Promise<Status> {
  return await withTreeErrors(judge({ ...status, files }, status), threads);
}

async function withTreeErrors(
  status: Status,
  threads: Pick<ReadingThreads, 'analyst'>,
): Promise<Status> {
  const { project, target, server } = status;
  const pending = status.migrations.filter(isPending).flatMap(scriptsOf);
  const errors = await treeErrors(pending, target.engine, server, project, threads);
  return { ...status, treeErrors: errors };
}

type Read = Omit<Status, 'migrations' | 'problems'>;

/**
 * What files and history, as they were read, say of every migration; pure.
 *
 * @param last of the same project: what is as it was there is not judged again
 */
export function judge(
  read: Read,
  last: Status | null = null,
  rules: Rules = read.project.convention,
): Status {
  const { project, target, files, recorded } = read;
  const unfinished = besideFiles(recorded.unfinished, files, target.engine);
  const before = last && {
    ...{ files: last.files, migrations: last.migrations },
    ...{ rows: last.recorded.rows, unfinished: last.recorded.unfinished },
  };
  const migrations = reconcile(files, recorded.rows, rules, unfinished, before);
  if (last !== null && hasSameProblems(read, migrations, last)) {
    return { ...read, migrations, problems: last.problems };
  }
  const general = ofNone(files.problems, migrations);
  const problems = [...recorded.problems, ...project.config.problems, ...general];
  return { ...read, migrations, problems };
}

/** Of those that are no single migration's. */
function hasSameProblems(
  { files: { problems }, recorded }: Read,
  migrations: readonly MigrationStatus[],
  last: Status,
): boolean {
  if (problems !== last.files.problems || recorded !== last.recorded) return false;
  // Whose they are is up to which versions there are.
  return problems.length === 0 || haveSameVersions(migrations, last.migrations);
}

function haveSameVersions(a: readonly MigrationStatus[], b: readonly MigrationStatus[]): boolean {
  return a.length === b.length && a.every(({ version }, place) => version === b[place]?.version);
}

/** The same by checksums alone: of an edited file that does not tell what its edit is. */
export function judgeByChecksums(read: Read, last: Status): Status {
  return judge(read, last, { ...read.project.convention, difference: () => 'content' });
}

/** Problems of no single migration. */
function ofNone(
  problems: readonly Problem[],
  migrations: readonly MigrationStatus[],
): readonly Problem[] {
  if (problems.length === 0) return problems;
  const versions = new Set(migrations.map(({ version }) => version));
  return problems.filter(({ version }) => version === null || !versions.has(version));
}

/** Everything that is wrong with files and history, and what can be said against pending scripts. */
export function validate(status: Status): readonly Problem[] {
  const { engine } = status.target;
  const advise = advisor(status);
  const { history, located, columns, table, rows, exists } = status.recorded;
  const isOurs = exists && history.foreign(columns) === null;
  return [
    ...status.problems,
    ...(isOurs ? unusualColumns(history, columns, table) : []),
    ...orderIn(rows, status.project.convention),
    ...status.migrations.flatMap((each) => [
      ...each.problems,
      ...scriptsOf(each).flatMap((judged) => [
        ...obstaclesIn(judged, engine, located),
        ...advise(judged),
        ...(status.treeErrors.get(judged.script) ?? []),
      ]),
    ]),
  ];
}

/** As long as the history is not read again, its order is the same. */
function orderIn(rows: RecordedHistory['rows'], convention: Convention): readonly Problem[] {
  const found = orders.get(rows) ?? appliedOutOfOrder(rows, convention);
  orders.set(rows, found);
  return found;
}

const orders = new WeakMap<RecordedHistory['rows'], readonly Problem[]>();

/** What is around is looked at when there is something to judge. */
function advisor({ project, target, migrations }: Status): (of: Judged) => readonly Problem[] {
  const { engine } = target;
  const severities = project.config.rules;
  let circumstances: Circumstances | null = null;
  const look = (): Circumstances => {
    const scripts = migrations.flatMap(({ migration }) => migration?.up ?? []);
    const surroundings = surroundingsIn(project, scripts, engine);
    const surroundingsText = JSON.stringify(surroundings);
    return { engine, severities, surroundings, surroundingsText };
  };
  return (judged) => adviceOn(judged, (circumstances ??= look()));
}

/** Both of what is pending, since rules speak of nothing else. */
function scriptsOf(status: MigrationStatus): readonly Judged[] {
  const { version, migration } = status;
  if (!isPending(status)) return [];
  return DIRECTIONS.flatMap((direction) => {
    const script = migration?.[direction];
    return script ? [{ script, version, direction }] : [];
  });
}

/** What would happen; pure, from what was read. */
export function planOn(status: Status, request: Request, options: PlanOptions): Plan {
  const { convention, config } = status.project;
  const { engine } = status.target;
  // Advice is for whoever writes; what a team takes for an error keeps a migration from running.
  const advise = isAnyStrict(config.rules) ? advisor(status) : () => [];
  const pending = new Set(status.migrations.filter(isPending).map(({ version }) => version));
  return plan(status.migrations, request, options, {
    rules: convention,
    problems: status.problems,
    inspect: (script, version, direction) => {
      const judged = { script, version, direction };
      const advice = pending.has(version) ? advise(judged) : [];
      return [
        ...obstaclesIn(judged, engine, status.recorded.located),
        ...advice.filter(({ code }) => isStrict(code, config.rules)),
        ...(status.treeErrors.get(script) ?? []),
      ];
    },
    revertOrder: (applied) => convention.revertOrder(applied),
  });
}

const DIRECTIONS: readonly Direction[] = ['up', 'down'];
