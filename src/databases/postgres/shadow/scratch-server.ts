import type { Client } from 'pg';
import { quoteIdentifier } from '../../../core/statement.ts';
import { ConnectError } from '../../database.ts';
import type { ScratchPlace, ShadowSettings } from '../../shadow.ts';
import { Secret, type PostgresTarget } from '../../target.ts';
import { cancelled } from '../../cancelled.ts';
import { closeClient, openClient } from '../client.ts';
import { likenessOf } from '../likeness.ts';
import { quoteLiteral } from '../literal.ts';
import { passwordFromFile } from '../password-file.ts';
import { isServerError } from '../server-error.ts';
import { examineSession } from '../session.ts';
import { settingsOf, takeOver, type DatabaseSetting } from './database-settings.ts';
import { assertFit } from './fit.ts';
import { refusedScratch } from './refusal.ts';
import { newMaker, scratchComment, scratchName, type Maker } from './scratch-name.ts';
import { ScratchGone, type Scratch } from './scratch.ts';
import { ScratchSession } from './scratch-session.ts';
import { sweep } from './sweep.ts';

/** Where scratch databases are made and dropped, by a session of its own that tells that we live. */
export class ScratchServer implements Scratch {
  readonly version: string;
  readonly place: string;
  /** Going back and forth between as many prefixes costs nothing. */
  readonly most = 3;
  /** Can interrupt our other sessions. */
  readonly #client: Client;
  readonly #target: PostgresTarget;
  readonly #maker: Maker;
  readonly #likeness: string;
  /** The environment’s own, where it is on this server. */
  readonly #settings: readonly DatabaseSetting[];
  #made = 0;
  #isLost = false;

  private constructor(
    client: Client,
    known: {
      target: PostgresTarget;
      maker: Maker;
      likeness: string;
      settings: readonly DatabaseSetting[];
      version: string;
    },
  ) {
    this.#client = client;
    this.place = `${known.target.host}:${known.target.port}`;
    this.#target = known.target;
    this.#maker = known.maker;
    this.#likeness = known.likeness;
    this.#settings = known.settings;
    this.version = known.version;
    client.on('end', () => {
      this.#isLost = true;
    });
  }

  /**
   * Also drops what makers that are gone have left behind.
   *
   * @throws StrataError `connect`, also where the server is none that could have scratch databases
   */
  static async on(
    { target: address, project, isOwnServer }: ScratchPlace,
    signal: AbortSignal | undefined,
  ): Promise<ScratchServer> {
    const target = await withPassword(address);
    const client = await openBeside(target, signal);
    try {
      const { server, readOnly } = await examineSession(client, target, {
        ...{ mode: 'write', fixedTimes: true },
      });
      const maker = newMaker(project);
      await assertFit(client, maker.lock, { server, readOnly }, target);
      await sweep(client);
      const likeness = await templateFor(client, target.database);
      const settings = isOwnServer ? await settingsOf(client, target.database) : [];
      const { version } = server;
      return new ScratchServer(client, { target, maker, likeness, settings, version });
    } catch (error) {
      await closeClient(client);
      throw signal?.aborted ? cancelled() : refusedScratch(error, target);
    }
  }

  /** Then others may drop our databases. */
  get isLost(): boolean {
    return this.#isLost;
  }

  async make(copied: string | null): Promise<string> {
    const name = scratchName(this.#maker, ++this.#made);
    const like = copied === null ? this.#likeness : `TEMPLATE ${quoteIdentifier(copied)}`;
    try {
      await this.#client.query(`CREATE DATABASE ${quoteIdentifier(name)} ${like}`);
      await this.#client.query(
        `COMMENT ON DATABASE ${quoteIdentifier(name)} IS ${quoteLiteral(scratchComment(new Date()))}`,
      );
      await takeOver(this.#client, name, this.#settings);
      return name;
    } catch (error) {
      if (isServerError(error) && error.code === NO_DATABASE) throw new ScratchGone(error.message);
      throw refusedScratch(error, this.#target);
    }
  }

  /** What cannot be dropped now is swept later. */
  async drop(name: string): Promise<void> {
    if (this.#isLost) return;
    await this.#client
      .query(`DROP DATABASE IF EXISTS ${quoteIdentifier(name)} WITH (FORCE)`)
      .catch((error: unknown) => {
        if (!this.#isLost && !isServerError(error)) throw error;
      });
  }

  async open(
    name: string,
    settings: ShadowSettings,
    signal: AbortSignal | undefined,
  ): Promise<ScratchSession> {
    const target = { ...this.#target, database: name };
    const client = await openClient(target, signal).catch((error: unknown) => {
      const isGone = error instanceof ConnectError && error.lacks === 'database';
      throw isGone ? new ScratchGone(error.message) : error;
    });
    return ScratchSession.begin(client, { name, target, helper: this.#client }, settings, signal);
  }

  async close(): Promise<void> {
    await closeClient(this.#client);
  }
}

/** Not in the database itself, which others may want to drop meanwhile, unless there is no other. */
async function openBeside(
  target: PostgresTarget,
  signal: AbortSignal | undefined,
): Promise<Client> {
  try {
    return await openClient({ ...target, database: MAINTENANCE }, signal);
  } catch (error) {
    if (signal?.aborted) throw error;
    return openClient(target, signal).catch(() => {
      throw error;
    });
  }
}

const MAINTENANCE = 'postgres';

const NO_DATABASE = '3D000';

/** As any new database is where the target is like those; empty else, but sorting as that does. */
async function templateFor(client: Client, database: string): Promise<string> {
  const options = await likenessOf(client, database);
  const isUsual = options === '' || options === (await likenessOf(client, 'template1'));
  return isUsual ? '' : `${options} TEMPLATE template0`;
}

/** In the password file it may stand for the database of the address only. */
async function withPassword(target: PostgresTarget): Promise<PostgresTarget> {
  if (target.password !== null) return target;
  const password = await passwordFromFile(target);
  return password === null ? target : { ...target, password: new Secret(password) };
}
