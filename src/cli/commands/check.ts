import { check } from '../../checks/check.ts';
import { ThreadAnalyst } from '../../checks/thread-analyst.ts';
import { printableLine } from '../../core/printable.ts';
import { readMigrations } from '../../project/migrations.ts';
import { exitCodes } from '../exit-codes.ts';
import { annotation, repositoryRoot } from '../github.ts';
import type { Outcome } from '../outcome.ts';
import { problemReport, shadowReport } from '../reports.ts';
import { versionOf } from '../requests.ts';
import { destinationOf, projectOf, requireMigrationsFolder, type Session } from '../session.ts';
import { findShadow, SHADOW_TIMEOUT } from '../shadow.ts';
import { checkProgress, checkVerdict } from '../text/check.ts';
import { printProblems } from '../text/problems.ts';

export interface CheckOptions {
  readonly format: 'human' | 'json' | 'github';
  /** Rules speak of what comes after it; as typed. */
  readonly from?: string;
}

/** Everything that can be known of the migrations without the database that they are for. */
export async function checkCommand(session: Session, options: CheckOptions): Promise<Outcome> {
  const project = await projectOf(session);
  requireMigrationsFolder(project);
  const from = options.from === undefined ? null : versionOf(options.from, project.convention);
  const destination = await destinationOf(project, session);
  const { engine } = destination.target;
  const files = await readMigrations(project);

  const { people, errors } = session.output;
  const { signal } = session;
  const found = await findShadow({ project, destination }, session);
  const { shadow } = found;
  const analyst = new ThreadAnalyst();
  try {
    const checked = await check(
      { project, files, engine, from },
      { analyst, shadow },
      {
        ...{ signal, timeout: SHADOW_TIMEOUT },
        onTried: (done, count) => {
          errors.transient(checkProgress(done, count));
        },
      },
    );
    const { problems, unchecked } = checked;
    if (options.format === 'github') {
      const repository = repositoryRoot(project.root) ?? session.cwd;
      people.lines(problems.map((each) => annotation(each, project.root, repository)));
      people.lines(checkVerdict(checked, found));
    } else if (options.format === 'human') {
      const title = [project.name, project.convention.title].join(' · ');
      people.lines([people.style.strong(printableLine(title)), '']);
      printProblems(problems, people);
      people.lines(checkVerdict(checked, found));
    }
    const ok = shadow !== null && problems.every(({ severity }) => severity !== 'error');
    return {
      exitCode: ok ? exitCodes.done : exitCodes.failed,
      document: {
        ...{ command: 'check', error: null, ok, shadow: shadowReport(shadow) },
        complete: shadow !== null && unchecked.length === 0,
        problems: problems.map(problemReport),
        unchecked: shadow === null ? [found.reason] : unchecked,
      },
    };
  } finally {
    await Promise.all([shadow?.close(), analyst.close()]);
  }
}
