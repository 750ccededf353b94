import * as l10n from '@vscode/l10n';
import type { ScaffoldRequest } from '../../conventions/convention.ts';
import { tellSeveralMeant, versionsMeant } from '../../core/asked-version.ts';
import type { Engine } from '../../core/engine.ts';
import { StrataError } from '../../core/errors.ts';
import { draftReversing } from '../../checks/draft-reversing.ts';
import { ThreadAnalyst } from '../../checks/thread-analyst.ts';
import type { Reversing } from '../../core/reversing.ts';
import { findDestination } from '../../project/destination.ts';
import { createMigration } from '../../project/create.ts';
import { gitUserName } from '../../project/git.ts';
import { MigrationReader } from '../../project/migrations.ts';
import type { Project } from '../../project/project.ts';
import { exitCodes } from '../exit-codes.ts';
import type { Outcome } from '../outcome.ts';
import { versionOf } from '../requests.ts';
import { requireConvention } from '../../project/require-convention.ts';
import { projectOf, type Session } from '../session.ts';
import { printableLine } from '../../core/printable.ts';

export interface CreateRequest extends Omit<ScaffoldRequest, 'now' | 'name' | 'sql'> {
  /** Null: after the migration that it reverts. */
  readonly name: string | null;
  /** The version of the migration to take back, as it was typed. */
  readonly reverting: string | null;
}

/** Needs no database. */
export async function createCommand(session: Session, request: CreateRequest): Promise<Outcome> {
  const { output, now } = session;
  const project = await projectOf(session);
  requireConvention(project);
  const { reverting, name, author, ...rest } = request;
  const scripts = reverting === null ? null : await scriptsReverting(reverting, project, session);
  const created = await createMigration(project, {
    ...{ ...rest, now, sql: scripts },
    name: name ?? scripts?.name ?? '',
    author: author ?? (await gitUserName(project.root)),
  });
  if (!output.json) {
    output.people.lines(created.map((path) => l10n.t('created {0}', printableLine(path))));
  }
  return { exitCode: exitCodes.done, document: { command: 'create', error: null, created } };
}

async function scriptsReverting(
  typed: string,
  project: Project,
  session: Session,
): Promise<Reversing> {
  const asked = versionOf(typed, project.convention);
  const { migrations } = await new MigrationReader(project).read();
  const known = migrations.map(({ version }) => version);
  const meant = versionsMeant(asked, known, project.convention);
  const migration = migrations.find(({ version }) => version === meant[0]);
  if (migration !== undefined && meant.length === 1) {
    const engine = await engineOf(project, session);
    const analyst = new ThreadAnalyst();
    try {
      const { convention } = project;
      return await draftReversing(migration, { engine, convention, analyst, schemas: null });
    } finally {
      await analyst.close();
    }
  }
  const message =
    meant.length > 1
      ? tellSeveralMeant(asked, meant)
      : l10n.t('There is no file of a migration {0}.', asked);
  throw new StrataError('usage', message, { hint: l10n.t('See the versions with: strata status') });
}

/** By the address, which nobody connects to; null: there is none. */
async function engineOf(project: Project, { options, env }: Session): Promise<Engine | null> {
  const { environment, dotenv = true } = options;
  const url = options.url ?? options.databaseUrl;
  const found = await findDestination(project, {
    ...{ env, dotenv, environment },
    ...(url !== undefined && { url }),
  });
  return found?.target.engine ?? null;
}
