import type { Administration } from './administration.ts';
import type { Connection, ConnectOptions, HeadStart } from './database.ts';
import type { Shadow, ShadowOptions, ShadowPlace, ShadowSettings } from './shadow.ts';
import type { Target } from './target.ts';

/** Each engine is loaded with its first connection. */
const engines = {
  sqlite: async () => (await import('./sqlite/index.ts')).sqlite,
  postgres: async () => (await import('./postgres/index.ts')).postgres,
};

/** @throws StrataError as `Database.connect` does */
export async function connect(target: Target, options: ConnectOptions): Promise<Connection> {
  const database = await engines[target.engine]();
  return database.connect(target, options);
}

/** As `Database.headStart`; to be given to `connect`, and killed in the end. */
export async function headStart({ engine }: Target): Promise<HeadStart | null> {
  return (await engines[engine]()).headStart();
}

/** A database as a whole: its backups, making and dropping it. */
export async function administrationOf(target: Target): Promise<Administration> {
  if (target.engine === 'sqlite') {
    return (await import('./sqlite/administration.ts')).administrationOf(target);
  }
  return (await import('./postgres/administration.ts')).administrationOf(target);
}

/** @throws StrataError `connect` where none can be had */
export async function openShadow(
  place: ShadowPlace,
  settings: ShadowSettings,
  options: ShadowOptions = {},
): Promise<Shadow> {
  if (place.kind === 'memory') {
    return (await import('./sqlite/shadow.ts')).openSqliteShadow(settings);
  }
  return (await import('./postgres/shadow/index.ts')).PostgresShadow.open(place, settings, options);
}
