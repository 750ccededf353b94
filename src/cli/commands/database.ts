import * as l10n from '@vscode/l10n';
import { createDatabase, dropDatabase, refuseProtected } from '../../runner/maintenance.ts';
import { exitCodes } from '../exit-codes.ts';
import type { Outcome } from '../outcome.ts';
import { confirmationOf, protectionOf } from '../protection.ts';
import { placeOf, type Session } from '../session.ts';
import { header } from '../text/header.ts';
import { printableLine } from '../../core/printable.ts';

/** An empty database, without a history table. */
export async function createDatabaseCommand(session: Session): Promise<Outcome> {
  const { people } = session.output;
  const place = await placeOf(session);
  const { target, environment } = place.destination;
  const protection = protectionOf(session, place);
  people.line(people.style.strong(header(place)));
  people.line();
  await protection?.obtain();
  await createDatabase(target, { signal: session.signal });
  people.line(l10n.t('Made the empty database {0}.', printableLine(target.name)));
  return {
    exitCode: exitCodes.done,
    document: {
      ...{ command: 'database', error: null, created: true, dropped: false },
      environment: environment?.name ?? null,
    },
  };
}

/** All that is in it is lost, and so its name is asked for. */
export async function dropDatabaseCommand(session: Session): Promise<Outcome> {
  const { people } = session.output;
  const place = await placeOf(session);
  const { destination } = place;
  const { target, environment } = destination;
  refuseProtected(destination);
  const confirmation = confirmationOf(session, {
    name: target.name,
    reason: l10n.t('All that is in {0} would be lost.', target.name),
  });
  people.line(people.style.strong(header(place)));
  people.line();
  people.line(l10n.t('All that is in {0} will be lost.', printableLine(target.name)));
  await confirmation.obtain();
  const dropped = await dropDatabase(destination, { signal: session.signal });
  const name = printableLine(target.name);
  people.line(dropped ? l10n.t('Dropped {0}.', name) : l10n.t('There was no database {0}.', name));
  return {
    exitCode: exitCodes.done,
    document: {
      ...{ command: 'database', error: null, created: false, dropped },
      environment: environment?.name ?? null,
    },
  };
}
