import { isDeepStrictEqual } from 'node:util';
import * as l10n from '@vscode/l10n';
import type { Amendment } from '../../core/amendment.ts';
import { isRefused } from '../../core/plan.ts';
import { printableLine } from '../../core/printable.ts';
import { remediesFor, type Remedy, type Repair, type RepairPlan } from '../../core/repair.ts';
import { planRepair } from '../../runner/plan-repair.ts';
import { repair } from '../../runner/repair.ts';
import type { Status } from '../../runner/status.ts';
import { waitText } from '../../runner/wait.ts';
import type { RepairDocument } from '../documents/repair.ts';
import type { ErrorReport } from '../documents/shared.ts';
import { refusal, reportError } from '../errors.ts';
import { exitCodes } from '../exit-codes.ts';
import { lockTimeoutOf } from '../options.ts';
import type { Outcome } from '../outcome.ts';
import { nameToType } from '../protection.ts';
import { columnsReport, problemReport } from '../reports.ts';
import { versionOf } from '../requests.ts';
import { placeOf, requireMigrationsFolder, type Place, type Session } from '../session.ts';
import { differenceOf, differenceLines } from '../text/difference.ts';
import { header } from '../text/header.ts';
import { plural } from '../text/plural.ts';
import { printProblems } from '../text/problems.ts';
import { changeLines, logLine, remedyLines, sayingLine, waysFor } from '../text/repair.ts';
import { currentStatus, statusAt, whenOf } from './status.ts';

/** What a command line says to be true; versions as they were typed, null: all that it fits. */
export type RepairWish =
  | { readonly kind: Remedy; readonly version: string | null }
  | { readonly kind: 'baseline'; readonly to: string | null };

export interface RepairCommandOptions {
  readonly dryRun: boolean;
  /** Null: none was given. */
  readonly reason: string | null;
}

/** What could be repaired, and how; nothing changes anywhere. */
export async function listCommand(session: Session, version: string | null): Promise<Outcome> {
  const { status, place } = await currentStatus(session);
  const asked = version === null ? null : versionOf(version, status.project.convention);
  const found = status.migrations.filter(
    (each) => waysFor(each).length > 0 && (asked === null || each.version === asked),
  );
  const { people } = session.output;
  people.line(people.style.strong(header(place)));
  people.line();
  people.lines(remedyLines(found, people.style, whenOf(session)));
  people.line(
    found.length === 0
      ? l10n.t('There is nothing to repair.')
      : plural(
          found.length,
          l10n.t('1 migration can be repaired.'),
          l10n.t('{0} migrations can be repaired.', found.length),
        ),
  );
  return {
    exitCode: found.length === 0 ? exitCodes.done : exitCodes.failed,
    document: {
      ...emptyRepair('repair', null, place),
      repairable: found.map((each) => ({
        version: each.version,
        state: each.state,
        ways: waysFor(each).map(({ option }) => option),
      })),
    },
  };
}

/** Shows what the history would say, asks, and has it say so. */
export async function repairCommand(
  session: Session,
  wish: RepairWish,
  { dryRun, reason }: RepairCommandOptions,
): Promise<Outcome> {
  const { output, options, signal, env, now } = session;
  const { people, errors } = output;
  const place = await placeOf(session);
  const { project, destination } = place;
  requireMigrationsFolder(project);
  const name = destination.target.name;
  const confirmation = dryRun
    ? null
    : nameToType(session, place, l10n.t('A repair changes what the history of {0} says.', name));

  const command = wish.kind === 'baseline' ? 'baseline' : 'repair';
  const ignoreMissing = options.ignoreMissing ?? false;
  const status = await statusAt(place, session);
  const asked = repairOf(wish, status);
  const plan = planRepair(status, asked, { ignoreMissing });
  const document = { ...emptyRepair(command, null, place), reason };
  const problems = plan.problems.map(problemReport);

  people.line(people.style.strong(header(place)));
  people.line();
  printProblems(plan.problems, errors);
  if (isRefused(plan)) return refused(plan, { ...document, problems }, session);
  if (plan.amendments.length === 0) {
    people.line(l10n.t('There is nothing to change in the history.'));
    return { exitCode: exitCodes.done, document: { ...document, problems } };
  }

  const changes = preview(plan, status, asked, session);
  const wouldChange = { ...document, problems, changes };
  if (confirmation === null) {
    people.line(l10n.t('Nothing has been changed.'));
    return { exitCode: exitCodes.done, document: wouldChange };
  }
  await confirmation.obtain();
  const done = await repair(project, destination.target, asked, {
    ignoreMissing,
    lockTimeout: lockTimeoutOf(options),
    isolated: false,
    agreed: plan,
    signal,
    onEvent: (event) => {
      people.line(printableLine(waitText(event)));
    },
  });
  if (isRefused(done)) return refused(done, { ...document, problems }, session);
  const log = { by: userName(env), at: now.toISOString() };
  people.line(said(done.amendments.length, status.recorded.table));
  people.line(logLine({ ...log, reason }));
  return {
    exitCode: exitCodes.done,
    document: { ...wouldChange, changed: true, ...log },
  };
}

/** Says, row by row, what would change, and of an edited file how it differs. */
function preview(
  { amendments }: RepairPlan,
  status: Status,
  asked: Repair,
  { output, options }: Session,
): RepairDocument['changes'] {
  const { people } = output;
  const { engine } = status.target;
  const migrations = new Map(status.migrations.map((each) => [each.version, each]));
  const changes: RepairDocument['changes'][number][] = [];
  people.line(sayingLine(asked.kind, amendments.length));
  for (const amendment of amendments) {
    const { version, before, after } = amendment;
    const migration = migrations.get(version);
    people.lines(
      changeLines(amendment, migration?.description ?? '', people.style, options.verbose === true),
    );
    const difference =
      migration !== undefined && isOtherText(amendment) ? differenceOf(migration) : null;
    if (difference !== null) people.lines(differenceLines(difference, people.style));
    changes.push({
      version,
      before: before && columnsReport(before, engine),
      after: after && columnsReport(after, engine),
      diff: difference?.patch ?? null,
    });
  }
  people.line();
  return changes;
}

function isOtherText({ before, after }: Amendment): boolean {
  return before !== null && after !== null && !isDeepStrictEqual(before.checksum, after.checksum);
}

function refused(plan: RepairPlan, document: RepairDocument, { output }: Session): Outcome {
  const error: ErrorReport = {
    ...refusal(plan),
    hint: l10n.t('See what can be repaired, and how, with: strata repair'),
  };
  reportError(error, output.errors);
  return { exitCode: exitCodes.failed, document: { ...document, error } };
}

/** @throws StrataError `usage` for what can't be a version */
function repairOf(wish: RepairWish, { project, migrations }: Status): Repair {
  const { convention } = project;
  if (wish.kind === 'baseline') {
    return { kind: wish.kind, to: wish.to === null ? null : versionOf(wish.to, convention) };
  }
  const { kind } = wish;
  const versions =
    wish.version === null
      ? migrations.filter((each) => remediesFor(each).includes(kind)).map(({ version }) => version)
      : [versionOf(wish.version, convention)];
  if (kind === 'accept' || kind === 'forget') return { kind, versions };
  return { kind, version: versions[0] ?? '' };
}

export function emptyRepair(
  command: RepairDocument['command'],
  error: ErrorReport | null,
  { destination }: Place,
): RepairDocument {
  return {
    ...{ command, error, environment: destination.environment?.name ?? null },
    ...{ repairable: null, problems: [], changes: [], restored: [], changed: false },
    ...{ reason: null, by: null, at: null },
  };
}

/** As whoever looks into it later would know the person, or the job. */
function userName(env: NodeJS.ProcessEnv): string | null {
  return env.GITHUB_ACTOR ?? env.USER ?? env.USERNAME ?? null;
}

function said(count: number, table: string): string {
  return plural(
    count,
    l10n.t('Changed 1 row of {0}.', table),
    l10n.t('Changed {0} rows of {1}.', count, table),
  );
}
