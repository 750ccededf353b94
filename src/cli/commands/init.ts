import * as l10n from '@vscode/l10n';
import { initialise } from '../../runner/initialise.ts';
import { exitCodes } from '../exit-codes.ts';
import { lockTimeoutOf } from '../options.ts';
import type { Outcome } from '../outcome.ts';
import { protectionOf } from '../protection.ts';
import { requireConvention } from '../../project/require-convention.ts';
import { placeOf, projectPath, type Session } from '../session.ts';
import { header } from '../text/header.ts';
import { printableLine } from '../../core/printable.ts';
import { Progress } from '../text/progress.ts';

/** The empty history table, as the tool itself would make it. */
export async function initCommand(session: Session): Promise<Outcome> {
  const { output, options, signal } = session;
  const { people, errors } = output;
  const place = await placeOf(session);
  const { project, destination } = place;
  requireConvention(project);
  const protection = protectionOf(session, place);

  people.line(people.style.strong(header(place)));
  people.line();
  await protection?.obtain();
  const progress = new Progress(people, errors, (path) => projectPath(project, path));
  const { table, created } = await initialise(project, destination.target, {
    lockTimeout: lockTimeoutOf(options),
    signal,
    onEvent: (event) => {
      progress.on(event);
    },
  });
  const name = printableLine(destination.target.name);
  const shown = printableLine(table);
  people.line(
    created
      ? l10n.t('Made the empty history table {0} on {1}.', shown, name)
      : l10n.t('The history table {0} is on {1} already. Nothing was changed.', shown, name),
  );
  return {
    exitCode: exitCodes.done,
    document: {
      command: 'init',
      error: null,
      environment: destination.environment?.name ?? null,
      historyTable: table,
      created,
    },
  };
}
