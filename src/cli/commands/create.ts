import * as l10n from '@vscode/l10n';
import type { ScaffoldRequest } from '../../conventions/convention.ts';
import { draftDownScript, draftReversing } from '../../checks/draft-reversing.ts';
import { tellSeveralMeant, versionsMeant } from '../../core/asked-version.ts';
import { StrataError } from '../../core/errors.ts';
import { printableLine } from '../../core/printable.ts';
import type { Reversing } from '../../core/reversing.ts';
import { createMigration } from '../../project/create.ts';
import { gitUserName } from '../../project/git.ts';
import { readMigrations } from '../../project/migrations.ts';
import { migrationIn } from '../../project/new-files.ts';
import type { Project } from '../../project/project.ts';
import { requireConvention } from '../../project/require-convention.ts';
import { drafting } from '../drafting.ts';
import { exitCodes } from '../exit-codes.ts';
import type { Outcome } from '../outcome.ts';
import { readScript } from '../read-script.ts';
import { versionOf } from '../requests.ts';
import { projectOf, type Session } from '../session.ts';

export interface CreateRequest extends Omit<ScaffoldRequest, 'now' | 'name' | 'sql'> {
  /** Null: after the migration that it reverts. */
  readonly name: string | null;
  /** The version of the migration to take back, as it was typed. */
  readonly reverting: string | null;
  /** A file that holds the up script; `-` is what is typed or piped in. */
  readonly from: string | null;
}

/** Needs no database; a draft asks a shadow what was there before, where there may be one. */
export async function createCommand(session: Session, request: CreateRequest): Promise<Outcome> {
  const { output, now } = session;
  const project = await projectOf(session);
  requireConvention(project);
  const { reverting, from, name, author, ...rest } = request;
  const reversal = reverting === null ? null : await scriptsReverting(reverting, project, session);
  const asked = {
    ...{ ...rest, now },
    name: name ?? reversal?.name ?? '',
    author: author ?? (await gitUserName(project.root)),
  };
  const sql = from === null ? reversal : await scriptsFrom(from, asked, project, session);
  const created = await createMigration(project, { ...asked, sql });
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
  const { migrations } = await readMigrations(project);
  const known = migrations.map(({ version }) => version);
  const meant = versionsMeant(asked, known, project.convention);
  const place = migrations.findIndex(({ version }) => version === meant[0]);
  const migration = migrations[place];
  if (migration !== undefined && meant.length === 1) {
    const before = migrations.slice(0, place);
    return await drafting({ migration, before }, project, session, draftReversing);
  }
  const message =
    meant.length > 1
      ? tellSeveralMeant(asked, meant)
      : l10n.t('There is no file of a migration {0}.', asked);
  throw new StrataError('usage', message, { hint: l10n.t('See the versions with: strata status') });
}

/** An up script that is written already, and a draft of its way back where its tool has a place for one. */
async function scriptsFrom(
  source: string,
  request: Omit<ScaffoldRequest, 'sql'>,
  project: Project,
  session: Session,
): Promise<NonNullable<ScaffoldRequest['sql']>> {
  const up = await readScript(source, session);
  const { convention } = project;
  const { candidates, migrations } = await readMigrations(project);
  const unwritten = `${convention.downPlaceholder}\n`;
  const files = convention.scaffold({ ...request, sql: { up, down: unwritten } }, candidates);
  const migration = migrationIn(convention, files);
  if (migration === null || !files.some(({ content }) => content.includes(unwritten))) {
    return { up, down: null };
  }
  const draft = await drafting(
    { migration, before: migrations },
    project,
    session,
    draftDownScript,
  );
  const { people } = session.output;
  people.line(
    draft === null
      ? l10n.t('Write the down script by hand: no way back is drafted.')
      : l10n.t('The down script is a draft. Read it before you revert by it.'),
  );
  return { up, down: draft ?? unwritten };
}
