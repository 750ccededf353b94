import { shadowSettings } from '../../checks/shadow-settings.ts';
import { StrataError } from '../../core/errors.ts';
import type { Shadow, ShadowPlace } from '../../databases/shadow.ts';
import { chooseShadow, type ShadowAddress, type ShadowChoice } from '../../project/shadow-place.ts';
import type { Destination } from '../../project/destination.ts';
import type { Project } from '../../project/project.ts';
import type { Gateway } from '../model/gateway.ts';
import type { Consents } from './consents.ts';

/** A shadow, or why there is none, in few words, and what to do about it. */
export type FoundShadow =
  | { readonly shadow: Shadow }
  | { readonly shadow: null; readonly reason: string; readonly remedy: Remedy };

/** Ask for the server, change the setting, look at what does not apply, or read how it is done. */
export type Remedy = 'ask' | 'settings' | 'problems' | 'explain';

export interface ShadowWish {
  readonly project: Project;
  readonly destination: Pick<Destination, 'target' | 'environment'>;
  readonly address: ShadowAddress | null;
}

/** In milliseconds: after that long without a check, the shadow is given back. */
const IDLE = 600_000;

/** Where a shadow may be made, as far as people have said. */
export function placeOf(
  { project, destination, address }: ShadowWish,
  gateway: Gateway,
  consents: Consents,
): ShadowChoice {
  const { target } = destination;
  return chooseShadow({
    ...{ destination, address, engine: target.engine, project: project.root },
    trusted: gateway.isOpen,
    consent: target.engine === 'postgres' ? consents.of(target) : null,
  });
}

/** The shadow of one project: made when it is first needed, another one where it has to be elsewhere. */
export class ShadowKeeper {
  readonly #gateway: Gateway;
  readonly #consents: Consents;
  #kept: { readonly key: string; readonly shadow: Promise<Shadow> } | null = null;
  #idle: NodeJS.Timeout | undefined;

  constructor(gateway: Gateway, consents: Consents) {
    this.#gateway = gateway;
    this.#consents = consents;
  }

  async find(wish: ShadowWish): Promise<FoundShadow> {
    const { project, destination } = wish;
    const { target } = destination;
    const choice = placeOf(wish, this.#gateway, this.#consents);
    if (choice.kind !== 'place') {
      await this.close();
      const { kind, brief } = choice;
      // Who has said no may think better of it.
      return { shadow: null, reason: brief, remedy: kind === 'none' ? 'explain' : 'ask' };
    }
    try {
      return { shadow: await this.#open(choice.place, project, target.engine) };
    } catch (error) {
      await this.close();
      if (!(error instanceof StrataError)) throw error;
      return { shadow: null, reason: error.message, remedy: 'explain' };
    }
  }

  async close(): Promise<void> {
    clearTimeout(this.#idle);
    const kept = this.#kept;
    this.#kept = null;
    await kept?.shadow.then(
      (shadow) => shadow.close(),
      () => undefined,
    );
  }

  async #open(place: ShadowPlace, project: Project, engine: Shadow['engine']): Promise<Shadow> {
    clearTimeout(this.#idle);
    this.#idle = setTimeout(() => void this.close(), IDLE).unref();
    const where = place.kind === 'scratch' ? place.target.display : place.kind;
    const key = [where, project.fingerprint].join('\n');
    if (this.#kept?.key !== key) {
      await this.close();
      const shadow = this.#gateway.openShadow(place, shadowSettings(project, engine));
      this.#kept = { key, shadow };
    }
    return this.#kept.shadow;
  }
}
