import * as l10n from '@vscode/l10n';
import { draftDrift } from '../../checks/draft-drift.ts';
import { createMigration } from '../../project/create.ts';
import { gitUserName } from '../../project/git.ts';
import type { SchemaChange } from '../../schema/schema.ts';
import { findDrift, type Drift } from '../../checks/drift.ts';
import { driftLines, driftText } from '../../checks/drift-text.ts';
import { printable, printableLine } from '../../core/printable.ts';
import type { DriftReport } from '../documents/drift.ts';
import { exitCodes } from '../exit-codes.ts';
import type { Outcome } from '../outcome.ts';
import type { Channel } from '../output.ts';
import { shadowReport } from '../reports.ts';
import type { Place, Session } from '../session.ts';
import { requireShadow, SHADOW_TIMEOUT } from '../shadow.ts';
import { header } from '../text/header.ts';
import { plural } from '../text/plural.ts';
import { shadowText } from '../text/shadow.ts';
import { currentStatus } from './status.ts';

/**
 * The live schema against what the applied migrations should have made; only looks.
 *
 * @param create the name of a migration to be made of it
 */
export async function driftCommand(
  session: Session,
  { create = null }: { readonly create?: string | null } = {},
): Promise<Outcome> {
  const { status, place } = await currentStatus(session);
  const shadow = await requireShadow(place, session);
  try {
    const { signal } = session;
    const options = { signal, timeout: SHADOW_TIMEOUT, isolated: false };
    const drift = await findDrift(status, shadow, options);
    const { people } = session.output;
    people.lines([people.style.strong(header(place)), '']);
    print(drift, shadowText(shadow), people);
    const created = create === null ? [] : await createFrom(drift, create, place, session);
    people.lines(created.map((path) => l10n.t('created {0}', printableLine(path))));
    return {
      exitCode: drift.changes.length === 0 ? exitCodes.done : exitCodes.failed,
      document: {
        ...{ command: 'drift', error: null },
        environment: place.destination.environment?.name ?? null,
        shadow: shadowReport(shadow),
        drift: drift.changes.map(driftReport),
        reservations: drift.reservations,
        created,
      },
    };
  } finally {
    await shadow.close();
  }
}

async function createFrom(
  drift: Drift,
  name: string,
  { project }: Place,
  { now }: Session,
): Promise<readonly string[]> {
  if (drift.changes.length === 0) return [];
  return await createMigration(project, {
    ...{ name, now, reversible: null, numbering: null },
    author: await gitUserName(project.root),
    sql: draftDrift(drift, project.convention),
  });
}

function print({ changes, reservations }: Drift, shadow: string, people: Channel): void {
  const whole = driftLines(changes);
  people.lines(whole.map((line) => `  ${printable(line)}`));
  if (whole.length > 0) people.line();
  people.lines(reservations.map(printable));
  people.line(
    changes.length === 0
      ? l10n.t('The database is as its applied migrations make it ({0}).', shadow)
      : plural(
          whole.length,
          l10n.t('1 difference from what the applied migrations make ({0}).', shadow),
          l10n.t(
            '{0} differences from what the applied migrations make ({1}).',
            whole.length,
            shadow,
          ),
        ),
  );
}

function driftReport(change: SchemaChange): DriftReport {
  const before = change.change === 'added' ? null : change.before;
  const after = change.change === 'removed' ? null : change.after;
  const { kind, schema, owner, name } = change.change === 'removed' ? change.before : change.after;
  return {
    ...{ change: change.change, kind, schema, owner, name },
    expected: before?.definition ?? null,
    actual: after?.definition ?? null,
    message: driftText(change),
  };
}
