import { existsSync } from 'node:fs';
import { dirname } from 'node:path';
import * as l10n from '@vscode/l10n';
import type { Engine } from '../../core/engine.ts';
import type { Connection } from '../../databases/database.ts';
import { findProgram, runProgram } from '../../databases/programs.ts';
import type { Target } from '../../databases/target.ts';
import type { EnvironmentConfig } from '../../project/config.ts';
import type { Project } from '../../project/project.ts';
import { backupFolder, listBackups, precedesApplying } from '../backup.ts';
import { isWritable } from './database.ts';
import { finding, type Finding } from './finding.ts';

/** Whether a copy can be kept, which before applying may be a condition. */
export async function backups(
  project: Project,
  target: Target,
  habit: EnvironmentConfig['backup'],
): Promise<readonly Finding[]> {
  const folder = backupFolder(project, target);
  const isNeeded = precedesApplying(project, target, habit);
  const when = isNeeded ? l10n.t('made before applying') : l10n.t('made by hand only');
  if (!isWritable(nearestFolder(folder))) {
    return [
      finding(
        'backups',
        isNeeded ? 'error' : 'warning',
        l10n.t('{0} may not be written ({1}).', folder, when),
        l10n.t('Give yourself the right to write there, or name another folder.'),
      ),
    ];
  }
  const { length } = await listBackups(project, target);
  return [finding('backups', 'ok', l10n.t('{0}, {1}, there now: {2}', folder, when, length))];
}

function nearestFolder(path: string): string {
  return existsSync(path) || dirname(path) === path ? path : nearestFolder(dirname(path));
}

/** What the engine's own programs are needed for; without them the rest works. */
const PROGRAMS: Readonly<Record<Engine, readonly string[]>> = {
  sqlite: ['sqlite3'],
  postgres: ['pg_dump', 'pg_restore', 'psql'],
};

export async function programs({ engine, server }: Connection): Promise<readonly Finding[]> {
  return Promise.all(PROGRAMS[engine].map((name) => program(name, engine, server.version)));
}

async function program(name: string, engine: Engine, server: string): Promise<Finding> {
  const path = await findProgram(name);
  if (path === null) {
    return finding('programs', 'warning', l10n.t('{0} is not on the PATH.', name), needed(name));
  }
  const { output } = await runProgram(path, ['--version']);
  const version = /\d+(?:\.\d+)*/.exec(output)?.[0] ?? '?';
  const isOlder = engine === 'postgres' && Number.parseInt(version) < Number.parseInt(server);
  return isOlder && name !== 'psql'
    ? finding(
        'programs',
        'warning',
        l10n.t('{0} is {1}, older than the server ({2}).', name, version, server),
        needed(name),
      )
    : finding('programs', 'ok', l10n.t('{0} {1}', name, version));
}

function needed(name: string): string {
  switch (name) {
    case 'sqlite3':
    case 'psql':
      return l10n.t('Install it for the shell; nothing else needs it.');
    default:
      return l10n.t('Install the server’s version for backup and restore; nothing else needs it.');
  }
}
