import { realpathSync } from 'node:fs';
import { basename, dirname, join } from 'node:path';
import type { PostgresTarget, Target } from '../databases/target.ts';

/** A database as a project names it, such as "shop, production". */
export interface NamedTarget {
  readonly name: string;
  readonly target: Target;
}

export interface SharedDatabase {
  /** Two or more, in the order given. */
  readonly names: readonly string[];
  /** Its address for people, without a password. */
  readonly display: string;
}

/** Which of these are one database under several names, as far as their addresses tell. */
export function sameDatabase(targets: readonly NamedTarget[]): readonly SharedDatabase[] {
  const groups = Map.groupBy(targets, ({ name, target }) => identityOf(target) ?? `only ${name}`);
  return [...groups.values()].flatMap((group) => {
    const [first] = group;
    const names = group.map(({ name }) => name);
    return first !== undefined && group.length > 1
      ? [{ names, display: first.target.display }]
      : [];
  });
}

/** As far as their addresses tell. */
export function isSameDatabase(a: Target, b: Target): boolean {
  const identity = identityOf(a);
  return identity !== null && identity === identityOf(b);
}

/** As far as their addresses tell. */
export function isSameServer(a: PostgresTarget, b: PostgresTarget): boolean {
  return serverOf(a) === serverOf(b);
}

/** Names of this machine, and the folder of a socket. */
const LOCAL = /^(?:localhost|127(?:\.\d+){3}|::1|\/.*)$/;

/** Null: it is another one each time. */
function identityOf(target: Target): string | null {
  if (target.engine === 'sqlite') return target.path === ':memory:' ? null : realPath(target.path);
  return JSON.stringify([serverOf(target), target.database]);
}

function serverOf({ host, port }: PostgresTarget): string {
  return `${host.toLowerCase().replace(LOCAL, 'localhost')}:${port}`;
}

/** Behind every link, also those above a file that is not there yet. */
function realPath(path: string): string {
  try {
    return realpathSync(path);
  } catch {
    const folder = dirname(path);
    return folder === path ? path : join(realPath(folder), basename(path));
  }
}
