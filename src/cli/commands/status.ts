import * as l10n from '@vscode/l10n';
import type { Problem } from '../../core/problem.ts';
import { summarize, type MigrationStatus } from '../../core/state.ts';
import { appliedContents, appliedTextsOf } from '../../project/applied-text.ts';
import { readMigrations } from '../../project/migrations.ts';
import { withAppliedTexts } from '../../runner/edits.ts';
import { withOrigins } from '../../runner/origins.ts';
import { readStatus, type Status } from '../../runner/status.ts';
import type { DatabaseReport, StatusDocument } from '../documents/status.ts';
import { exitCodes } from '../exit-codes.ts';
import type { Outcome } from '../outcome.ts';
import { migrationReport, problemReport, summaryReport } from '../reports.ts';
import { placeOf, requireMigrationsFolder, type Place, type Session } from '../session.ts';
import { alignColumns } from '../text/columns.ts';
import { guideLine } from '../text/guide.ts';
import { header } from '../text/header.ts';
import { problemLines } from '../text/problems.ts';
import { statusCells, summaryLine } from '../text/states.ts';
import { ago } from '../../core/time.ts';
import { verboseLines } from '../text/verbose.ts';

/** The command line speaks English. */
const LOCALE = 'en';

/** In milliseconds: how long keeping texts may take of what somebody waits for. */
const KEEPING = 150;

export interface StatusOptions {
  /** Exit with 1 when anything is pending or wrong. */
  readonly exitCode: boolean;
  readonly format: StatusFormat;
}

export type StatusFormat = 'human' | 'json' | 'guide';

export async function statusCommand(session: Session, options: StatusOptions): Promise<Outcome> {
  const { status, place } = await currentStatus(session);
  if (options.format === 'guide') session.output.people.lines(status.migrations.map(guideLine));
  if (options.format === 'human') await print(status, place, session);
  const code = options.exitCode && !isClean(status, session) ? exitCodes.failed : exitCodes.done;
  return {
    exitCode: code,
    get document() {
      return statusDocument(status, place);
    },
  };
}

/** Of the project that the command line names, on the database that it or its surroundings name. */
export async function currentStatus(session: Session): Promise<{ status: Status; place: Place }> {
  const place = await placeOf(session);
  requireMigrationsFolder(place.project);
  return { status: await statusAt(place, session), place };
}

export async function statusAt(
  { project, destination }: Place,
  { signal, env }: Session,
): Promise<Status> {
  const files = readMigrations(project);
  const read = await readStatus(project, files, destination.target, { isolated: false, signal });
  const store = appliedTextsOf(project, env);
  await store?.keep(appliedContents(project, read.migrations), performance.now() + KEEPING);
  return await withAppliedTexts(read, store);
}

export function databaseReport(
  { target, server }: Status,
  { destination: { source } }: Place,
): DatabaseReport {
  return {
    engine: target.engine,
    name: server.database,
    url: target.display,
    source,
    exists: server.exists,
    version: server.version,
  };
}

function statusDocument(status: Status, place: Place): StatusDocument {
  const { project, recorded, migrations, problems, target } = status;
  return {
    command: 'status',
    error: null,
    project: project.name,
    environment: place.destination.environment?.name ?? null,
    convention: project.convention.id,
    database: databaseReport(status, place),
    historyTable: recorded.table,
    migrations: migrations.map((each) => migrationReport(each, target.engine)),
    summary: summaryReport(migrations),
    problems: problems.map(problemReport),
  };
}

function isClean({ migrations, problems }: Status, { options }: Session): boolean {
  const isSettled = ({ state }: MigrationStatus): boolean =>
    state === 'applied' || (state === 'missing' && options.ignoreMissing === true);
  const isError = ({ code, severity }: Problem): boolean =>
    severity === 'error' && !(code === 'missing' && options.ignoreMissing === true);
  return (
    migrations.every(isSettled) &&
    ![...problems, ...migrations.flatMap((each) => each.problems)].some(isError)
  );
}

/** How times are said. */
export function whenOf({ options, now }: Session): (iso: string) => string {
  return (iso) => (options.verbose === true ? iso : ago(iso, { now, locale: LOCALE }));
}

async function print(status: Status, place: Place, session: Session): Promise<void> {
  const { people } = session.output;
  const { migrations, problems } = status;
  const { style } = people;
  const verbose = session.options.verbose === true;
  const when = whenOf(session);

  people.line(style.strong(header(place)));
  if (verbose) people.lines(verboseLines(status, place, session));
  people.line();
  const rows = migrations.map((each) => statusCells(each, style, when));
  people.lines(alignColumns(rows).map((line) => `  ${line}`));
  const summary = summaryLine(summarize(migrations));
  if (rows.length > 0) people.line();
  people.line(summary === '' ? l10n.t('There are no migrations yet.') : summary);

  const found = [...problems, ...migrations.flatMap((each) => each.problems)];
  const all = verbose ? await withOrigins(status.project, found) : found;
  people.lines(all.flatMap((problem) => ['', ...problemLines(problem, style)]));
}
