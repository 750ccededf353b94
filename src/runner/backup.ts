import { existsSync } from 'node:fs';
import { mkdir, readdir, rm, stat } from 'node:fs/promises';
import { dirname, join, parse, resolve } from 'node:path';
import * as l10n from '@vscode/l10n';
import { StrataError } from '../core/errors.ts';
import { tellSystemError } from '../core/system-error.ts';
import type { AdministrationOptions } from '../databases/administration.ts';
import { administrationOf } from '../databases/open.ts';
import { POSTGRES_PORT, type Target } from '../databases/target.ts';
import type { EnvironmentConfig } from '../project/config.ts';
import type { Project } from '../project/project.ts';
import { backupName, readBackupName, type BackupSeries } from './backup-name.ts';
import { holdLock } from './hold.ts';
import type { LockWish } from './wait.ts';

/** A copy of a database, by what its name says. */
export interface Backup {
  /** Absolute. */
  readonly path: string;
  /** The file's name. */
  readonly name: string;
  /** ISO 8601, UTC, to the second. */
  readonly takenAt: string;
  /** The version that was about to be applied; null: made by hand. */
  readonly before: string | null;
  /** In bytes. */
  readonly size: number;
}

export interface BackupOptions extends AdministrationOptions {
  readonly now?: Date;
}

/** Where a database's backups lie, absolute; the folder need not be there. */
export function backupFolder({ root, convention }: Project, target: Target): string {
  const base = target.engine === 'sqlite' ? dirname(target.path) : root;
  return resolve(base, convention.backup(target.engine)?.folder ?? FOLDER);
}

/**
 * Whether a backup is made before anything is applied.
 *
 * @param wish the environment's; null: as the tool has it
 */
export function precedesApplying(
  { convention }: Project,
  target: Target,
  wish: EnvironmentConfig['backup'],
): boolean {
  const habit = convention.backup(target.engine) === null ? 'never' : 'before-apply';
  const isInMemory = target.engine === 'sqlite' && target.path === ':memory:';
  return (wish ?? habit) === 'before-apply' && !isInMemory;
}

/**
 * Makes a backup by hand; none of the others is removed for it.
 *
 * @throws StrataError `refused` when the copy can't be made, with the reason; `connect`, `cancelled`
 */
export async function backUp(
  project: Project,
  target: Target,
  options: BackupOptions = {},
): Promise<Backup> {
  return make(project, target, null, options);
}

/**
 * Makes the backup that precedes applying, and removes those of its kind that are too many.
 *
 * @param version the newest that is about to be applied
 * @throws StrataError as `backUp`
 */
export async function backUpBefore(
  project: Project,
  target: Target,
  version: string,
  options: BackupOptions = {},
): Promise<Backup> {
  const made = await make(project, target, version, options);
  const keep = project.convention.backup(target.engine)?.keep ?? KEEP;
  const all = await listBackups(project, target);
  const automatic = all.filter(({ before, name }) => before !== null && name !== made.name);
  // One that cannot be removed is no reason to apply nothing.
  for (const { path } of automatic.slice(Math.max(keep - 1, 0))) {
    await rm(path, { force: true }).catch(() => undefined);
  }
  return made;
}

/** The backups of a database, newest first. */
export async function listBackups(project: Project, target: Target): Promise<readonly Backup[]> {
  const folder = backupFolder(project, target);
  const series = await seriesOf(target);
  const names = await readdir(folder).catch(() => []);
  const found = await Promise.all(names.map((name) => look(folder, name, series)));
  return found
    .filter((each) => each !== null)
    .sort((a, b) => compare(b.backup.takenAt, a.backup.takenAt) || b.repeat - a.repeat)
    .map(({ backup }) => backup);
}

export type RestoreOptions = AdministrationOptions & LockWish;

/**
 * Puts a backup in the database's place, under the tool's lock.
 *
 * @param file absolute, or a name as `listBackups` gives it
 * @throws StrataError `usage` when there is no such file; as `Administration.restore`; `lock`
 */
export async function restoreBackup(
  project: Project,
  target: Target,
  file: string,
  options: RestoreOptions,
): Promise<void> {
  const path = resolve(backupFolder(project, target), file);
  if (!existsSync(path)) {
    throw new StrataError('usage', l10n.t('There is no backup {0}.', path), {
      hint: l10n.t('Give the path of one, or the name of one of those that are listed.'),
    });
  }
  const administration = await administrationOf(target);
  if (!(await administration.exists(options))) {
    // A server's backup goes into a database, and there is nobody yet to keep away from a new one.
    if (target.engine === 'postgres') await administration.create(options);
    return administration.restore(path, options);
  }
  const release = await holdLock(project, target, options);
  try {
    await administration.restore(path, options);
  } finally {
    await release();
  }
}

/** Where no tool says otherwise. */
const FOLDER = 'backups';
const KEEP = 10;

async function make(
  project: Project,
  target: Target,
  before: string | null,
  { now = new Date(), ...options }: BackupOptions,
): Promise<Backup> {
  const series = await seriesOf(target);
  const folder = backupFolder(project, target);
  await makeFolder(folder);
  const name = freeName(folder, (repeat) => backupName(series, { before, now, repeat }));
  const path = join(folder, name);
  await (await administrationOf(target)).backup(path, options);
  const made = await look(folder, name, series);
  if (made === null) throw new Error(`the backup ${path} is gone`);
  return made.backup;
}

async function makeFolder(folder: string): Promise<void> {
  try {
    await mkdir(folder, { recursive: true });
  } catch (error) {
    throw new StrataError(
      'refused',
      l10n.t('The folder {0} for backups can’t be made: {1}', folder, tellSystemError(error)),
      {
        hint: l10n.t('Nothing was changed. Make the folder, or name another one in strata.json.'),
        cause: error,
      },
    );
  }
}

function freeName(folder: string, nameOf: (repeat: number) => string): string {
  for (let repeat = 1; ; repeat++) {
    const name = nameOf(repeat);
    if (!existsSync(join(folder, name))) return name;
  }
}

async function seriesOf(target: Target): Promise<BackupSeries> {
  const { backupExtension } = await administrationOf(target);
  return { stem: stemOf(target), extension: backupExtension };
}

/** Databases of several servers share a folder, and often a name: one must not be restored from another. */
function stemOf(target: Target): string {
  if (target.engine === 'sqlite') return parse(target.path).name;
  const { database, host, port } = target;
  return port === POSTGRES_PORT ? `${database}@${host}` : `${database}@${host}:${port}`;
}

async function look(
  folder: string,
  name: string,
  series: BackupSeries,
): Promise<{ backup: Backup; repeat: number } | null> {
  const said = readBackupName(series, name);
  if (said === null) return null;
  const path = join(folder, name);
  const stats = await stat(path).catch(() => null);
  if (!stats?.isFile()) return null;
  const { takenAt, before, repeat } = said;
  return { backup: { path, name, takenAt, before, size: stats.size }, repeat };
}

function compare(a: string, b: string): number {
  return a < b ? -1 : a > b ? 1 : 0;
}
