import * as l10n from '@vscode/l10n';
import { refuseProtected } from '../../runner/maintenance.ts';
import { reset } from '../../runner/reset.ts';
import { errorReport, reportError } from '../errors.ts';
import { exitCodeOf, exitCodes } from '../exit-codes.ts';
import { lockTimeoutOf } from '../options.ts';
import type { Outcome } from '../outcome.ts';
import { confirmationOf } from '../protection.ts';
import { reportRun, runDocument } from '../run-outcome.ts';
import { placeOf, requireMigrationsFolder, projectPath, type Session } from '../session.ts';
import { header } from '../text/header.ts';
import { printableLine } from '../../core/printable.ts';
import { Progress } from '../text/progress.ts';
import { doneSentence } from '../text/run.ts';

export interface ResetCommandOptions {
  /** False: the old content is lost. */
  readonly backup: boolean;
  /** Only this one, where the database may not be dropped. */
  readonly schema: string | null;
}

/** An empty database, and everything applied again from zero. */
export async function resetCommand(
  session: Session,
  { backup: keepBackup, schema }: ResetCommandOptions,
): Promise<Outcome> {
  const { output, options, signal } = session;
  const { people, errors } = output;
  const place = await placeOf(session);
  const { project, destination } = place;
  const name = printableLine(destination.target.name);
  refuseProtected(destination);
  requireMigrationsFolder(project);
  const confirmation = confirmationOf(session, {
    name: destination.target.name,
    reason: l10n.t('All that is in {0} would be lost.', name),
  });

  people.line(people.style.strong(header(place)));
  people.line();
  people.line(
    schema === null
      ? l10n.t('{0} will be dropped and made anew; all that is in it will be lost.', name)
      : l10n.t(
          'The schema {0} of {1} will be emptied; all that is in it will be lost.',
          printableLine(schema),
          name,
        ),
  );
  const progress = new Progress(people, errors, (path) => projectPath(project, path));
  try {
    await confirmation.obtain();
    const result = await reset(project, destination, {
      ...{ keepBackup, schema, signal, ignoreMissing: false, skipIrreversible: false },
      ...{ lockTimeout: lockTimeoutOf(options), isolated: false },
      onEvent: (event) => {
        progress.on(event);
      },
    });
    const error = reportRun(result, errors);
    if (error === null) people.line(doneSentence(result, { kind: 'up' }, name));
    return {
      exitCode: error === null ? exitCodes.done : exitCodeOf(error.code),
      document: runDocument('reset', error, project, result),
    };
  } catch (thrown) {
    const error = errorReport(thrown);
    const { done } = progress;
    reportError(error, errors);
    return {
      exitCode: exitCodeOf(error.code),
      document: runDocument('reset', error, project, { done }),
    };
  }
}
