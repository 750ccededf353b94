import { readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import * as l10n from '@vscode/l10n';
import { StrataError } from '../../core/errors.ts';
import type { MigrationStatus } from '../../core/state.ts';
import { tellSystemError } from '../../core/system-error.ts';
import type { Project } from '../../project/project.ts';
import { restoredFile } from '../../project/restored-file.ts';
import type { Status } from '../../runner/status.ts';
import type { RepairDocument, RestoredReport } from '../documents/repair.ts';
import type { ErrorReport } from '../documents/shared.ts';
import { reportError } from '../errors.ts';
import { exitCodes } from '../exit-codes.ts';
import type { Outcome } from '../outcome.ts';
import { versionOf } from '../requests.ts';
import type { Session } from '../session.ts';
import { differenceLines, differenceOf } from '../text/difference.ts';
import { header } from '../text/header.ts';
import { plural } from '../text/plural.ts';
import { emptyRepair } from './repair.ts';
import { currentStatus } from './status.ts';

/** Gives edited files the text that was applied; the database is only looked at. */
export async function restoreTextCommand(
  session: Session,
  version: string | null,
  { dryRun }: { readonly dryRun: boolean },
): Promise<Outcome> {
  const { status, place } = await currentStatus(session);
  const { people } = session.output;
  people.line(people.style.strong(header(place)));
  people.line();
  const restored: RestoredReport[] = [];
  for (const each of restorable(status, version)) {
    const { migration, edit } = each;
    if (migration === null || edit === undefined) continue;
    const { path } = migration.up;
    const difference = differenceOf(each);
    people.line(l10n.t('{0} is what was applied again, without this edit:', path));
    if (difference !== null) people.lines([...differenceLines(difference, people.style), '']);
    if (!dryRun) write(status.project, each, edit.applied);
    restored.push({ version: each.version, path, diff: difference?.patch ?? null });
  }
  const notRead = restored.length === 0 ? notReadAmong(status) : null;
  const error = version === null ? (unknownAmong(status) ?? notRead) : null;
  if (error === null || restored.length > 0) {
    people.line(dryRun ? l10n.t('Nothing has been changed.') : said(restored.length));
  }
  if (error !== null) reportError(error, session.output.errors);
  const document: RepairDocument = {
    ...emptyRepair('repair', null, place),
    error,
    restored,
    changed: !dryRun && restored.length > 0,
  };
  return { exitCode: error === null ? exitCodes.done : exitCodes.failed, document };
}

/** Edited ones that stay as they are. */
function unknownAmong({ migrations }: Status): ErrorReport | null {
  const unknown = migrations.filter(
    ({ state, edit }) => state === 'modified' && edit === undefined,
  );
  if (unknown.length === 0) return null;
  return {
    code: 'refused',
    message: unknown.map(({ version }) => textUnknown(version)).join('\n'),
    hint: otherWays(),
  };
}

/**
 * What is pending to one tool another may have applied: by what a file holds they are told apart,
 * and these nobody could read.
 */
function notReadAmong({ migrations }: Status): ErrorReport | null {
  const notRead = migrations
    .filter(({ state }) => state === 'pending')
    .flatMap(({ problems }) => problems.filter(({ code }) => code === 'encoding'));
  if (notRead.length === 0) return null;
  return {
    code: 'refused',
    message: notRead.map(({ message }) => message).join('\n'),
    hint: l10n.t('If another tool has applied it, name that by --convention.'),
  };
}

function textUnknown(version: string): string {
  return l10n.t(
    'What was applied as migration {0} is not known: neither Strata nor git has that text.',
    version,
  );
}

function otherWays(): string {
  return l10n.t('See what can be repaired, and how, with: strata repair');
}

/** @throws StrataError `refused` for one that was asked for and cannot be restored */
function restorable(status: Status, version: string | null): readonly MigrationStatus[] {
  const { migrations, project } = status;
  if (version === null) return migrations.filter(({ edit }) => edit !== undefined);
  const asked = versionOf(version, project.convention);
  const found = migrations.find((each) => each.version === asked);
  if (found?.edit !== undefined) return [found];
  throw new StrataError(
    'refused',
    found?.state === 'modified'
      ? textUnknown(asked)
      : l10n.t('Migration {0} is no edited one: there is nothing to restore.', asked),
    { hint: otherWays() },
  );
}

function write(
  { root, convention }: Project,
  { migration }: MigrationStatus,
  applied: string,
): void {
  if (migration === null) return;
  const { up } = migration;
  const file = join(root, up.path);
  const text = restoredFile(readFileSync(file), migration, applied, convention);
  if (text === null) {
    throw new StrataError(
      'refused',
      l10n.t('{0} has changed meanwhile. It was left as it is.', up.path),
    );
  }
  try {
    writeFileSync(file, text);
  } catch (error) {
    throw new StrataError(
      'refused',
      l10n.t('{0} was not restored: {1}', up.path, tellSystemError(error)),
      { cause: error },
    );
  }
}

function said(count: number): string {
  return count === 0
    ? l10n.t('There is nothing to restore.')
    : plural(count, l10n.t('Restored 1 file.'), l10n.t('Restored {0} files.', count));
}
