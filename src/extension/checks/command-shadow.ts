import { shadowSettings } from '../../checks/shadow-settings.ts';
import { StrataError } from '../../core/errors.ts';
import type { Shadow, ShadowPlace } from '../../databases/shadow.ts';
import type { NoShadow } from '../../project/shadow-place.ts';
import type { Project } from '../../project/project.ts';
import type { Gateway } from '../model/gateway.ts';
import { noDatabase } from '../model/no-database.ts';
import type { KnownDestination, ProjectModel } from '../model/project-model.ts';
import { askConsent } from './ask-consent.ts';
import type { Consents } from './consents.ts';
import { placeOf, type ShadowWish } from './shadow-keeper.ts';

export interface CommandShadowServices {
  readonly gateway: Gateway;
  readonly consents: Consents;
}

/** A project whose database is known. */
export interface Located {
  readonly project: Project;
  readonly destination: KnownDestination;
}

/** @throws StrataError where there is none */
export function located(model: ProjectModel): Located {
  const { project, destination } = model;
  if (project === null || destination === null) throw noDatabase(model.name);
  return { project, destination };
}

/**
 * Does something on a shadow of its own: whoever calls a command can be asked for it, and checks of
 * what is being typed go on beside it.
 */
export async function onShadow<T>(
  model: ProjectModel,
  { gateway, consents }: CommandShadowServices,
  work: (shadow: Shadow | null, reason: NoShadow | null) => Promise<T>,
): Promise<T> {
  const wish = await wishOf(model);
  let choice = placeOf(wish, gateway, consents);
  if (choice.kind === 'ask') {
    await askConsent(consents, choice.place.target);
    choice = placeOf(wish, gateway, consents);
  }
  if (choice.kind !== 'place') return await work(null, choice);
  const shadow = await open(choice.place, wish, gateway);
  try {
    return await work(shadow, null);
  } finally {
    await shadow.close();
  }
}

/** Null: there is none that nobody need be asked for. Whoever gets it closes it. */
export type ShadowFor = (model: ProjectModel) => Promise<Shadow | null>;

/** For what can do without one, as `ShadowFor`. */
export async function shadowUnasked(
  model: ProjectModel,
  { gateway, consents }: CommandShadowServices,
): Promise<Shadow | null> {
  const wish = await wishOf(model);
  const choice = placeOf(wish, gateway, consents);
  return choice.kind === 'place' ? await open(choice.place, wish, gateway) : null;
}

async function wishOf(model: ProjectModel): Promise<ShadowWish> {
  const { project, destination } = located(model);
  const address = await model.destinations.shadowAddress(project, destination);
  return { project, destination, address };
}

function open(
  place: ShadowPlace,
  { project, destination }: ShadowWish,
  gateway: Gateway,
): Promise<Shadow> {
  return gateway.openShadow(place, shadowSettings(project, destination.target.engine));
}

/** @throws StrataError why there is none */
export function required(shadow: Shadow | null, reason: NoShadow | null): Shadow {
  if (shadow !== null) return shadow;
  throw new StrataError('refused', reason?.reason ?? '', { hint: reason?.remedy ?? null });
}
