import * as l10n from '@vscode/l10n';
import type { Project } from '../../project/project.ts';
import { backUp, backupFolder, listBackups, type Backup } from '../../runner/backup.ts';
import { ago } from '../../core/time.ts';
import type { BackupReport } from '../documents/database.ts';
import { exitCodes } from '../exit-codes.ts';
import type { Outcome } from '../outcome.ts';
import { placeOf, projectPath, type Session } from '../session.ts';
import { alignColumns } from '../text/columns.ts';
import { header } from '../text/header.ts';
import { plural } from '../text/plural.ts';
import { printableLine } from '../../core/printable.ts';
import { sizeText } from '../../core/size.ts';

/** The command line speaks English. */
const LOCALE = 'en';

/** A copy of the database, looked at before it counts as one. */
export async function backupCommand(session: Session): Promise<Outcome> {
  const { people } = session.output;
  const place = await placeOf(session);
  const { project, destination } = place;
  people.line(people.style.strong(header(place)));
  people.line();
  const { signal, now } = session;
  const backup = await backUp(project, destination.target, { signal, now });
  const path = printableLine(projectPath(project, backup.path));
  const name = printableLine(destination.target.name);
  people.line(l10n.t('Backed up {0} to {1} ({2}).', name, path, sizeText(backup.size)));
  return {
    exitCode: exitCodes.done,
    document: {
      command: 'backup',
      error: null,
      environment: destination.environment?.name ?? null,
      backup: backupReport(backup, project),
    },
  };
}

/** Newest first; changes nothing, and needs no connection. */
export async function backupsCommand(session: Session): Promise<Outcome> {
  const { people } = session.output;
  const place = await placeOf(session);
  const { project, destination } = place;
  const folder = projectPath(project, backupFolder(project, destination.target));
  const backups = await listBackups(project, destination.target);
  if (!session.output.json) {
    people.line(people.style.strong(header(place)));
    people.line();
    people.lines(backupLines(backups, session));
    if (backups.length > 0) people.line();
    people.line(
      backups.length === 0
        ? l10n.t('There are no backups in {0}.', printableLine(folder))
        : plural(
            backups.length,
            l10n.t('1 backup in {0}', printableLine(folder)),
            l10n.t('{0} backups in {1}', backups.length, printableLine(folder)),
          ),
    );
  }
  return {
    exitCode: exitCodes.done,
    document: {
      command: 'backups',
      error: null,
      environment: destination.environment?.name ?? null,
      folder,
      backups: backups.map((backup) => backupReport(backup, project)),
    },
  };
}

function backupLines(backups: readonly Backup[], { now, options }: Session): readonly string[] {
  const when = (iso: string): string =>
    options.verbose === true ? iso : ago(iso, { now, locale: LOCALE });
  const rows = backups.map(({ name, takenAt, before, size }) => [
    { text: printableLine(name) },
    { text: when(takenAt) },
    { text: before === null ? l10n.t('by hand') : l10n.t('before {0}', before) },
    { text: sizeText(size), align: 'right' as const },
  ]);
  return alignColumns(rows).map((line) => `  ${line}`);
}

function backupReport({ path, takenAt, before, size }: Backup, project: Project): BackupReport {
  return { path: projectPath(project, path), takenAt, before, size };
}
