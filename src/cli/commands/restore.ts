import { existsSync } from 'node:fs';
import { basename, resolve } from 'node:path';
import * as l10n from '@vscode/l10n';
import { StrataError } from '../../core/errors.ts';
import { backupFolder, listBackups, restoreBackup } from '../../runner/backup.ts';
import { exitCodes } from '../exit-codes.ts';
import { lockTimeoutOf } from '../options.ts';
import type { Outcome } from '../outcome.ts';
import { nameToType } from '../protection.ts';
import { placeOf, projectPath, type Place, type Session } from '../session.ts';
import { header } from '../text/header.ts';
import { printableLine } from '../../core/printable.ts';
import { waitText } from '../../runner/wait.ts';

/** Puts a backup in the database's place: what was done since is lost, and so the name is asked for. */
export async function restoreCommand(session: Session, file: string): Promise<Outcome> {
  const { people } = session.output;
  const place = await placeOf(session);
  const { project, destination } = place;
  const { target, environment } = destination;
  const name = printableLine(target.name);
  const reason = l10n.t('Restoring replaces what is in {0}.', target.name);
  const confirmation = nameToType(session, place, reason);
  const path = await backupPath(file, place, session);

  people.line(people.style.strong(header(place)));
  people.line();
  people.line(
    l10n.t(
      '{0} will take the place of {1}; what was done there since will be lost.',
      printableLine(basename(path)),
      name,
    ),
  );
  await confirmation.obtain();
  await restoreBackup(project, target, path, {
    lockTimeout: lockTimeoutOf(session.options),
    signal: session.signal,
    onEvent: (event) => {
      people.line(printableLine(waitText(event)));
    },
  });
  const restored = projectPath(project, path);
  people.line(l10n.t('Restored {0} from {1}.', name, printableLine(restored)));
  return {
    exitCode: exitCodes.done,
    document: {
      command: 'restore',
      error: null,
      environment: environment?.name ?? null,
      restored,
    },
  };
}

/** @throws StrataError `usage` when there is no such backup */
async function backupPath(
  file: string,
  { project, destination: { target } }: Place,
  { cwd }: Session,
): Promise<string> {
  const folder = backupFolder(project, target);
  if (file === 'latest') {
    const [newest] = await listBackups(project, target);
    if (newest !== undefined) return newest.path;
    throw new StrataError(
      'usage',
      l10n.t('There are no backups of {0} in {1}.', target.name, folder),
    );
  }
  const found = [resolve(cwd, file), resolve(folder, file)].find((path) => existsSync(path));
  if (found !== undefined) return found;
  throw new StrataError('usage', l10n.t('There is no backup {0}.', file), {
    hint: l10n.t('See the backups with: strata backups'),
  });
}
