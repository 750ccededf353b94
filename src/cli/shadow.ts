import * as l10n from '@vscode/l10n';
import { shadowSettings } from '../checks/shadow-settings.ts';
import { StrataError } from '../core/errors.ts';
import { openShadow } from '../databases/open.ts';
import type { Shadow, ShadowPlace } from '../databases/shadow.ts';
import type { Project } from '../project/project.ts';
import { chooseShadow, findShadowAddress } from '../project/shadow-place.ts';
import { withPassword } from './password.ts';
import type { Place, Session } from './session.ts';

/** In milliseconds: a script that takes longer on an empty database never ends. */
export const SHADOW_TIMEOUT = 60_000;

/** A shadow, or why there is none and what would give one. */
export type FoundShadow =
  | { readonly shadow: Shadow }
  | { readonly shadow: null; readonly reason: string; readonly remedy: string | null };

/**
 * For the migrations of this project. Whoever names the database on the command line agrees to
 * scratch databases on its server, unless it is protected.
 *
 * @throws StrataError `configuration` for a wrong `shadowUrl`, `cancelled`
 */
export async function findShadow(place: Place, session: Session): Promise<FoundShadow> {
  const { project, destination } = place;
  const { options, env, signal } = session;
  const { engine } = destination.target;
  const isNamed = (options.url ?? options.databaseUrl ?? options.environment) !== undefined;
  const choice = chooseShadow({
    ...{ engine, project: project.root, destination, trusted: true },
    address: await findShadowAddress(project, destination, {
      ...{ env, dotenv: options.dotenv ?? true },
    }),
    consent: isNamed ? true : null,
  });
  switch (choice.kind) {
    case 'none':
    case 'refused':
      return { shadow: null, reason: choice.reason, remedy: choice.remedy };
    case 'ask':
      return {
        shadow: null,
        reason: l10n.t(
          'Nobody has agreed to scratch databases on {0}.',
          choice.place.target.display,
        ),
        remedy: l10n.t('Agree by naming it: --environment or --url'),
      };
    case 'place':
      return openShadow(
        await reachable(choice.place, project, session),
        shadowSettings(project, engine),
        { signal },
      ).then((shadow) => ({ shadow }), unreachable);
  }
}

async function reachable(
  place: ShadowPlace,
  { convention }: Project,
  session: Session,
): Promise<ShadowPlace> {
  if (place.kind !== 'scratch') return place;
  return { ...place, target: await withPassword(place.target, convention.session, session) };
}

/** @throws StrataError where there is none */
export async function requireShadow(place: Place, session: Session): Promise<Shadow> {
  const found = await findShadow(place, session);
  if (found.shadow !== null) return found.shadow;
  throw new StrataError('refused', found.reason, { hint: found.remedy });
}

function unreachable(error: unknown): FoundShadow {
  if (!(error instanceof StrataError) || error.code === 'cancelled') throw error;
  return { shadow: null, reason: error.message, remedy: error.hint };
}
