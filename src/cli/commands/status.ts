import * as l10n from '@vscode/l10n';
import type { Problem } from '../../core/problem.ts';
import { summarize, type MigrationStatus } from '../../core/state.ts';
import { MigrationReader } from '../../project/migrations.ts';
import { readStatus, type Status } from '../../runner/status.ts';
import type { DatabaseReport, StatusDocument } from '../documents.ts';
import { exitCodes } from '../exit-codes.ts';
import type { Outcome } from '../outcome.ts';
import { migrationReport, problemReport, summaryReport } from '../reports.ts';
import {
  addressOf,
  projectOf,
  requireMigrationsFolder,
  type Address,
  type Session,
} from '../session.ts';
import { alignColumns } from '../text/columns.ts';
import { header } from '../text/header.ts';
import { problemLines } from '../text/problems.ts';
import { statusCells, summaryLine } from '../text/states.ts';
import { ago } from '../../core/time.ts';
import { verboseLines } from '../text/verbose.ts';

/** The command line speaks English. */
const LOCALE = 'en';

export interface StatusOptions {
  /** Exit with 1 when anything is pending or wrong. */
  readonly exitCode: boolean;
}

export async function statusCommand(session: Session, options: StatusOptions): Promise<Outcome> {
  const { status, address } = await currentStatus(session);
  if (!session.output.json) print(status, address, session);
  const code = options.exitCode && !isClean(status, session) ? exitCodes.failed : exitCodes.done;
  return { exitCode: code, document: statusDocument(status, address) };
}

/** Of the project that the command line names, on the database that it or its surroundings name. */
export async function currentStatus(
  session: Session,
): Promise<{ status: Status; address: Address }> {
  const project = await projectOf(session);
  const address = await addressOf(project, session);
  requireMigrationsFolder(project);
  const files = await new MigrationReader(project).read();
  const { signal } = session;
  const status = await readStatus(project, files, address.target, { isolated: false, signal });
  return { status, address };
}

export function databaseReport({ target, server }: Status, { source }: Address): DatabaseReport {
  return {
    engine: target.engine,
    name: server.database,
    url: target.display,
    source,
    exists: server.exists,
    version: server.version,
  };
}

function statusDocument(status: Status, address: Address): StatusDocument {
  const { project, recorded, migrations, problems, target } = status;
  return {
    command: 'status',
    error: null,
    project: project.name,
    environment: null,
    convention: project.convention.id,
    database: databaseReport(status, address),
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

function print(status: Status, address: Address, session: Session): void {
  const { people } = session.output;
  const { project, migrations, problems } = status;
  const { style } = people;
  const verbose = session.options.verbose === true;
  const when = (iso: string): string =>
    verbose ? iso : ago(iso, { now: session.now, locale: LOCALE });

  people.line(style.strong(header(project, address)));
  if (verbose) people.lines(verboseLines(status, session));
  people.line();
  const rows = migrations.map((each) => statusCells(each, style, when));
  people.lines(alignColumns(rows).map((line) => `  ${line}`));
  const summary = summaryLine(summarize(migrations));
  if (rows.length > 0) people.line();
  people.line(summary === '' ? l10n.t('There are no migrations yet.') : summary);

  const all = [...problems, ...migrations.flatMap((each) => each.problems)];
  for (const problem of all) people.lines(['', ...problemLines(problem, style)]);
}
