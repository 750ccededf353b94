import { join } from 'node:path';
import * as l10n from '@vscode/l10n';
import type { Engine } from '../core/engine.ts';
import { StrataError } from '../core/errors.ts';
import { elsewhere } from '../databases/elsewhere.ts';
import type { ScratchPlace, ShadowPlace } from '../databases/shadow.ts';
import type { PostgresTarget } from '../databases/target.ts';
import { CONFIG_FILE } from './config.ts';
import { resolve, type Destination, type DestinationSources } from './destination.ts';
import type { Project } from './project.ts';
import { isSameServer } from './same-database.ts';

/** What an environment names as its `shadowUrl`. */
export type ShadowAddress =
  { readonly kind: 'server'; readonly target: PostgresTarget } | { readonly kind: 'pglite' };

/** Where migrations may be checked. */
export type ShadowChoice =
  | { readonly kind: 'place'; readonly place: ShadowPlace }
  /** There, if somebody agrees; who can ask nobody has none, for this reason. */
  | ({ readonly kind: 'ask'; readonly place: ScratchPlace } & NoShadow)
  /** Somebody was asked, and has said no. */
  | ({ readonly kind: 'refused' } & NoShadow)
  | ({ readonly kind: 'none' } & NoShadow);

export interface NoShadow {
  readonly reason: string;
  /** The same in few words, where there is no room for a sentence. */
  readonly brief: string;
  readonly remedy: string;
}

/**
 * @returns null where the environment names none
 * @throws StrataError `configuration`, naming file, line and variable
 */
export async function findShadowAddress(
  project: Pick<Project, 'root' | 'config'>,
  destination: Pick<Destination, 'environment'> | null,
  sources: DestinationSources,
): Promise<ShadowAddress | null> {
  const { environments } = project.config;
  const environment = environments.find(({ name }) => name === destination?.environment?.name);
  const written = environment?.shadowUrl?.trim() ?? '';
  if (environment === undefined || written === '') return null;
  if (written === 'pglite:') return { kind: 'pglite' };
  const { target } = await resolve(project, environment, written, sources);
  if (target.engine === 'postgres') return { kind: 'server', target };
  const { name, line } = environment;
  throw new StrataError(
    'configuration',
    l10n.t('{0}, {1}: “shadowUrl” is no PostgreSQL address.', `${CONFIG_FILE}:${line}`, name),
    {
      hint: l10n.t('Write an address such as {0}, or {1}.', 'postgres://localhost', 'pglite:'),
      place: { path: join(project.root, CONFIG_FILE), line },
    },
  );
}

export interface ShadowQuestion {
  readonly engine: Engine;
  /** The project's folder, absolute. */
  readonly project: string;
  readonly destination: Pick<Destination, 'target' | 'environment'> | null;
  readonly address: ShadowAddress | null;
  /** False: a stranger's folder, whose scripts get to no server. */
  readonly trusted: boolean;
  /** To scratch databases on the server of the destination; null: nobody was asked. */
  readonly consent: boolean | null;
}

/**
 * Without being asked only in memory, on a server of this machine that is not protected, and where
 * `shadowUrl` says so.
 */
export function chooseShadow(question: ShadowQuestion): ShadowChoice {
  const { engine, project, destination, address, trusted, consent } = question;
  if (engine === 'sqlite') return { kind: 'place', place: { kind: 'memory' } };
  if (!trusted) {
    return none(
      l10n.t('This folder is not trusted.'),
      l10n.t('not a trusted folder'),
      l10n.t('Trust it, and its migrations are checked on a server.'),
    );
  }
  if (address?.kind === 'pglite') return { kind: 'place', place: { kind: 'pglite', project } };
  const own = destination?.target.engine === 'postgres' ? destination.target : null;
  if (address !== null) {
    const { target } = address;
    const isOwnServer = own !== null && isSameServer(own, target);
    return { kind: 'place', place: { kind: 'scratch', target, project, isOwnServer } };
  }
  if (own === null) {
    return none(
      l10n.t('No PostgreSQL server is known.'),
      l10n.t('no server is known'),
      l10n.t('Name the address of the database.'),
    );
  }
  const name = destination?.environment?.name ?? own.name;
  if (destination?.environment?.protected === true) {
    return none(
      l10n.t('“{0}” is protected: nothing is checked on its server.', name),
      l10n.t('its server is protected'),
      elsewhere(),
    );
  }
  const place = { kind: 'scratch', target: own, project, isOwnServer: true } as const;
  if (own.local || consent === true) return { kind: 'place', place };
  if (consent === false) {
    const reason = l10n.t('You have decided that nothing is checked on the server of “{0}”.', name);
    const brief = l10n.t('you have decided so');
    return { kind: 'refused', reason, brief, remedy: elsewhere() };
  }
  const reason = l10n.t(
    'The server of “{0}” is not on this machine, and nobody has agreed to checks there.',
    name,
  );
  const brief = l10n.t('its server is elsewhere');
  return { kind: 'ask', place, reason, brief, remedy: elsewhere() };
}

function none(reason: string, brief: string, remedy: string): ShadowChoice {
  return { kind: 'none', reason, brief, remedy };
}
