import * as l10n from '@vscode/l10n';
import type { Engine } from '../core/engine.ts';
import type { Migration, Script } from '../core/migration.ts';
import type { Problem } from '../core/problem.ts';
import { reconcile } from '../core/reconcile.ts';
import type { ShadowOptions } from '../databases/shadow.ts';
import type { ProjectFiles } from '../project/migrations.ts';
import type { Project } from '../project/project.ts';
import { obstaclesIn, type Judged } from '../runner/script-problems.ts';
import { surroundingsIn } from '../runner/surroundings.ts';
import type { Analysis } from './analyst.ts';
import { engineProblems, notChecked, withoutRefused, withoutRepeats } from './engine-problems.ts';
import { majorVersion, type Judges } from './judge-script.ts';
import { residueProblems } from './residue.ts';
import { roundTrips, type RoundTrip, type Trial } from './round-trip.ts';

/** All migrations of a project, as their files tell them. */
export interface CheckSubject {
  readonly project: Project;
  readonly files: ProjectFiles;
  readonly engine: Engine;
  /** Rules speak of newer ones only; null: of all. */
  readonly from: string | null;
}

export interface CheckOptions extends ShadowOptions {
  /** Called when a migration has been tried, the `done`th of `count`. */
  readonly onTried?: (done: number, count: number) => void;
}

/** What can be known of migrations without the database that they are for. */
export interface Check {
  readonly problems: readonly Problem[];
  /** In the order in which they apply. */
  readonly migrations: readonly Migration[];
  /** As far as the shadow came. */
  readonly trips: readonly RoundTrip[];
  /** What was not looked at, in words; empty: all was. */
  readonly unchecked: readonly string[];
}

/**
 * Names, syntax, rules, and on the shadow each way there and back.
 *
 * @throws StrataError as the shadow and the analyst do
 */
export async function check(
  { project, files, engine, from }: CheckSubject,
  { analyst, shadow }: Judges,
  { onTried, ...options }: CheckOptions = {},
): Promise<Check> {
  const { convention, config } = project;
  const statuses = reconcile(files, [], convention);
  const migrations = statuses.flatMap(({ migration }) => migration ?? []);
  const scripts = migrations.flatMap(scriptsOf);
  const ups = migrations.map(({ up }) => up);
  const surroundings = surroundingsIn(project, ups, engine);
  const { signal } = options;
  const analysing = scripts.map(({ script, version, direction }) =>
    analyst.analyse(
      {
        ...{ script, version, direction, engine, severities: config.rules, ...surroundings },
        serverVersion: majorVersion(shadow),
        rules: from === null || convention.compare(version, from) > 0,
      },
      signal && { signal },
    ),
  );
  const analysed = Promise.all(analysing);
  // Awaited below: should the shadow fail first, nobody would listen to it.
  analysed.catch(() => undefined);

  const trips: RoundTrip[] = [];
  if (shadow !== null) {
    for await (const trip of roundTrips(migrations, shadow, options)) {
      trips.push(trip);
      onTried?.(trips.length, migrations.length);
    }
  }
  const trials = new Map(trips.flatMap(trialsOf));
  const analyses = await analysed;
  const table = convention.historyTable(engine);
  const versions = new Set(statuses.map(({ version }) => version));
  return {
    problems: [
      ...config.problems,
      ...files.problems.filter(({ version }) => version === null || !versions.has(version)),
      ...statuses.flatMap(({ problems }) => problems),
      ...scripts.flatMap((judged, index) => {
        const refused = obstaclesIn(judged, engine, table);
        const found = problemsOf(judged, analyses[index], trials.get(judged.script));
        return [...refused, ...withoutRefused(found, refused)];
      }),
      ...trips.flatMap((trip) => residueProblems(trip, engine)),
    ],
    migrations,
    trips,
    unchecked: shadow === null ? [] : uncheckedIn(migrations, trips),
  };
}

function scriptsOf({ version, up, down }: Migration): readonly Judged[] {
  return [
    { version, script: up, direction: 'up' },
    ...(down === null ? [] : [{ version, script: down, direction: 'down' } as const]),
  ];
}

function trialsOf({ migration: { up, down }, ...trip }: RoundTrip): [Script, Trial][] {
  return [[up, trip.up], ...(down && trip.down ? [[down, trip.down] as [Script, Trial]] : [])];
}

function problemsOf(
  judged: Judged,
  { problems }: Pick<Analysis, 'problems'> = { problems: [] },
  trial?: Trial,
): readonly Problem[] {
  if (trial === undefined) return problems;
  return [
    ...withoutRepeats(problems, engineProblems(judged, trial), trial),
    ...trial.leftOut.map((each) => notChecked(judged, each)),
  ];
}

function uncheckedIn(
  migrations: readonly Migration[],
  trips: readonly RoundTrip[],
): readonly string[] {
  const leftOut = trips
    .flatMap(trialsOf)
    .reduce((count, [, trial]) => count + trial.leftOut.length, 0);
  const untried = migrations.length - trips.length;
  return [
    ...(leftOut > 0 ? [l10n.t('Statements that were not carried out: {0}.', leftOut)] : []),
    ...(untried > 0
      ? [
          l10n.t(
            'Migrations after {0}, which does not apply: {1}.',
            trips.at(-1)?.migration.version ?? '',
            untried,
          ),
        ]
      : []),
  ];
}
