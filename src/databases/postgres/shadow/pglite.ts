import { readdir } from 'node:fs/promises';
import { createRequire } from 'node:module';
import { dirname, join } from 'node:path';
import type { Client } from 'pg';
import * as l10n from '@vscode/l10n';
import type { ShadowSettings } from '../../shadow.ts';
import { StrataError } from '../../../core/errors.ts';
import type { PostgresTarget } from '../../target.ts';
import { types } from '../types.ts';
import { parsePostgresAddress } from '../address.ts';
import type { PGliteStart } from './pglite-messages.ts';
import { PGliteThread } from './pglite-thread.ts';
import type { Scratch } from './scratch.ts';
import { ScratchSession } from './scratch-session.ts';

const PACKAGE = '@electric-sql/pglite';

/** Scratch databases without a server: a PGlite for each, which takes half a gigabyte. */
export class PGliteScratch implements Scratch {
  readonly version: string;
  readonly place: string;
  readonly most = 1;
  readonly #modules: Modules;
  /** An empty one's data: to start from it takes a fifth of the time. */
  readonly #empty: ArrayBuffer;
  readonly #threads = new Map<string, PGliteThread>();
  /** The first, until it is asked for. */
  #spare: PGliteThread | null;
  #made = 0;

  private constructor(modules: Modules, first: PGliteThread, empty: ArrayBuffer, version: string) {
    this.#modules = modules;
    this.#spare = first;
    this.#empty = empty;
    this.version = version;
    this.place = label(version);
  }

  /**
   * @param project the folder whose own PGlite it is to be
   * @throws StrataError `connect` where it has none
   */
  static async open(project: string): Promise<PGliteScratch> {
    const modules = await modulesOf(project);
    try {
      const thread = await PGliteThread.start({ ...modules, data: null });
      const version = await versionOf(thread);
      return new PGliteScratch(modules, thread, await thread.dump(), version);
    } catch (error) {
      throw notStarted(error);
    }
  }

  get isLost(): boolean {
    return [...this.#threads.values()].some(({ isGone }) => isGone);
  }

  async make(copied: string | null): Promise<string> {
    const name = `pglite ${++this.#made}`;
    const spare = copied === null ? this.#spare : null;
    if (spare !== null) this.#spare = null;
    this.#threads.set(name, spare ?? (await this.#start(copied)));
    return name;
  }

  async open(
    name: string,
    settings: ShadowSettings,
    signal: AbortSignal | undefined,
  ): Promise<ScratchSession> {
    const thread = this.#threads.get(name);
    if (thread === undefined) throw notStarted(new Error('PGlite has ended'));
    return ScratchSession.begin(
      await connect(thread),
      { name, target: TARGET, helper: null },
      settings,
      signal,
    );
  }

  async drop(name: string): Promise<void> {
    const thread = this.#threads.get(name);
    this.#threads.delete(name);
    await thread?.end();
  }

  async close(): Promise<void> {
    await this.#spare?.end();
    for (const name of this.#threads.keys()) await this.drop(name);
  }

  async #start(copied: string | null): Promise<PGliteThread> {
    const source = copied === null ? undefined : this.#threads.get(copied);
    try {
      const data = source === undefined ? this.#empty : await source.dump();
      return await PGliteThread.start({ ...this.#modules, data });
    } catch (error) {
      throw notStarted(error);
    }
  }
}

type Modules = Pick<PGliteStart, 'module' | 'extensions'>;

/** The project's own package, with the extensions of PostgreSQL's that come with it. */
async function modulesOf(project: string): Promise<Modules> {
  let module: string;
  try {
    module = createRequire(join(project, 'package.json')).resolve(PACKAGE);
  } catch {
    throw missing(project);
  }
  const contrib = join(dirname(module), 'contrib');
  const files = await readdir(contrib).catch(() => []);
  return {
    module,
    extensions: files.filter((file) => file.endsWith('.cjs')).map((file) => join(contrib, file)),
  };
}

async function connect(thread: PGliteThread): Promise<Client> {
  const { Client } = await import('pg');
  const { user, database } = TARGET;
  const client = new Client({
    user,
    database,
    password: '',
    stream: () => thread.connection(),
    types,
  });
  client.on('error', () => undefined);
  await client.connect();
  return client;
}

async function versionOf(thread: PGliteThread): Promise<string> {
  const client = await connect(thread);
  const { rows } = await client.query<{ version: string }>(
    `SELECT pg_catalog.current_setting('server_version') AS version`,
  );
  await client.end();
  return rows[0]?.version.replace(/ .*/s, '') ?? '';
}

/** For what asks for one; nothing is listening anywhere. */
const TARGET: PostgresTarget = parsePostgresAddress('postgres://postgres@localhost/postgres', {
  base: '/',
  env: {},
});

function label(version: string): string {
  return l10n.t('PostgreSQL {0} (PGlite), not your server', Number.parseInt(version, 10));
}

function missing(project: string): StrataError {
  return new StrataError('connect', l10n.t('PGlite is not installed in {0}.', project), {
    hint: l10n.t('Install it: {0}', `npm install --save-dev ${PACKAGE}`),
  });
}

function notStarted(error: unknown): StrataError {
  const { message } = error as Error;
  return new StrataError('connect', l10n.t('PGlite does not start: {0}', message), {
    hint: l10n.t('It takes about half a gigabyte of memory. Or name a server as “shadowUrl”.'),
  });
}
