import * as l10n from '@vscode/l10n';
import { createMigration } from '../../project/create.ts';
import type { ScaffoldRequest } from '../../conventions/convention.ts';
import { exitCodes } from '../exit-codes.ts';
import type { Outcome } from '../outcome.ts';
import { projectOf, type Session } from '../session.ts';
import { printableLine } from '../text/printable.ts';

/** Needs no database. */
export async function createCommand(
  session: Session,
  request: Omit<ScaffoldRequest, 'now'>,
): Promise<Outcome> {
  const { people } = session.output;
  const project = await projectOf(session);
  const created = await createMigration(project, { ...request, now: session.now });
  if (!session.output.json) {
    people.lines(created.map((path) => l10n.t('created {0}', printableLine(path))));
  }
  return { exitCode: exitCodes.done, document: { command: 'create', error: null, created } };
}
