import * as l10n from '@vscode/l10n';
import { hasWayBack, type Drafting } from '../checks/draft-reversing.ts';
import { asShadowScript, schemasAround } from '../checks/judge-script.ts';
import { ThreadAnalyst } from '../checks/thread-analyst.ts';
import { StrataError } from '../core/errors.ts';
import type { Migration } from '../core/migration.ts';
import type { Schemas } from '../schema/schema.ts';
import type { Project } from '../project/project.ts';
import { namedDestination, type Place, type Session } from './session.ts';
import { findShadow, SHADOW_TIMEOUT } from './shadow.ts';

/** A migration in its place among the others. */
interface Subject {
  readonly migration: Migration;
  readonly before: readonly Migration[];
}

/**
 * Drafts with all that can be known: what was there before, too, where there may be a shadow. Where
 * there may be none, it says why.
 */
export async function drafting<T>(
  subject: Subject,
  project: Project,
  session: Session,
  draft: (migration: Migration, known: Drafting) => Promise<T>,
): Promise<T> {
  const { migration } = subject;
  const { convention } = project;
  const destination = await namedDestination(project, session);
  const engine = destination?.target.engine ?? null;
  const isNeeded = engine !== null && !hasWayBack(migration, engine);
  const schemas =
    destination !== null && isNeeded
      ? await schemasOf(subject, { project, destination }, session)
      : null;
  const analyst = new ThreadAnalyst();
  try {
    return await draft(migration, { engine, convention, analyst, schemas });
  } finally {
    await analyst.close();
  }
}

async function schemasOf(
  { migration, before }: Subject,
  place: Place,
  session: Session,
): Promise<Schemas | null> {
  const { signal } = session;
  const found = await findShadow(place, session);
  if (found.shadow === null) return unknown(found.reason, found.remedy, session);
  const { version, up: script } = migration;
  const subject = { script, version, before: before.map(asShadowScript) };
  try {
    return await schemasAround(subject, found.shadow, { signal, timeout: SHADOW_TIMEOUT });
  } catch (error) {
    if (!(error instanceof StrataError) || error.code === 'cancelled') throw error;
    return unknown(error.message, error.hint, session);
  } finally {
    await found.shadow.close();
  }
}

function unknown(reason: string, remedy: string | null, { output }: Session): null {
  const { errors } = output;
  errors.line(l10n.t('What was there before is left out of the draft. {0}', reason));
  if (remedy !== null) errors.line(remedy);
  return null;
}
