import * as l10n from '@vscode/l10n';
import { StrataError } from '../../../core/errors.ts';
import type { Schema } from '../../../schema/schema.ts';
import { split } from '../../../sql/split.ts';
import { transactionEffect } from '../../../sql/transaction-effect.ts';
import { BrokenPrefix } from '../../broken-prefix.ts';
import { ScriptError } from '../../database.ts';
import type { Rehearsal, RehearsalWork } from '../../rehearsal.ts';
import type {
  Attempt,
  AttemptOptions,
  Shadow,
  ShadowInfo,
  ShadowOptions,
  ShadowPlace,
  ShadowScript,
  ShadowSettings,
  Standing,
} from '../../shadow.ts';
import { tryOut } from '../behaviour.ts';
import { cancelled } from '../../cancelled.ts';
import { persist } from '../persist.ts';
import { commit, rollback } from '../transaction.ts';
import { carryOut, keeping, type Ending, type Outcome } from './carry-out.ts';
import { notPostgres } from './fit.ts';
import { keyOf, nearest, type Kept } from './kept.ts';
import { PGliteScratch } from './pglite.ts';
import { isServersTrouble } from './refusal.ts';
import { ScratchGone, type Scratch } from './scratch.ts';
import { ScratchServer } from './scratch-server.ts';
import { isOver, type ScratchSession } from './scratch-session.ts';
import { mayDraw, readSequences, restoreSequences } from './sequences.ts';

type Reading = (session: ScratchSession) => Promise<void>;
type PostgresPlace = Exclude<ShadowPlace, { kind: 'memory' }>;

/** A shadow in scratch databases, on a server or in PGlite. */
export class PostgresShadow implements Shadow {
  readonly engine = 'postgres';
  readonly about: ShadowInfo;
  readonly #place: PostgresPlace;
  readonly #settings: ShadowSettings;
  #scratch: Scratch;
  #session: ScratchSession | null = null;
  /** The last one was asked for last. */
  #kept: Kept[] = [];
  #wanted: readonly ShadowScript[] = [];
  #underWay: Promise<unknown> = Promise.resolve();
  readonly #closing = new AbortController();

  private constructor(place: PostgresPlace, settings: ShadowSettings, scratch: Scratch) {
    this.#place = place;
    this.#settings = settings;
    this.#scratch = scratch;
    this.about = { kind: place.kind, version: scratch.version, place: scratch.place };
  }

  /** @throws StrataError `connect` where no scratch database can be had; `cancelled` */
  static async open(
    place: PostgresPlace,
    settings: ShadowSettings,
    options: ShadowOptions = {},
  ): Promise<PostgresShadow> {
    const scratch = await openScratch(place, options.signal);
    const shadow = new PostgresShadow(place, settings, scratch);
    try {
      const session = await shadow.#sessionOn(await shadow.#make(), options);
      const { wholeTransactions } = await tryOut(session.client, true);
      if (!wholeTransactions) throw notPostgres(scratch.place);
      return shadow;
    } catch (error) {
      await shadow.close();
      throw error;
    }
  }

  async goTo(scripts: readonly ShadowScript[], asked: ShadowOptions = {}): Promise<Standing> {
    this.#wanted = scripts;
    return this.#working(asked, async (options) => {
      const { leftOut } = await this.#stand(options);
      return {
        leftOut: leftOut.map(({ version, statement, because }) => ({
          version,
          statement,
          because,
        })),
      };
    });
  }

  async attempt(script: ShadowScript, asked: AttemptOptions = {}): Promise<Attempt> {
    return this.#working(asked, async (options) => {
      const kept = await this.#stand(options);
      const reading: { schema: Schema | null } = { schema: null };
      const read = async (session: ScratchSession): Promise<void> => {
        if (asked.schema === true) reading.schema = await this.#schemaOf(session);
      };
      const { failure, leftOut } = await (goesByItself(script)
        ? this.#attemptOnCopy(script, kept, read, options)
        : this.#attemptHere(script, kept, read, options));
      const schema = failure === null ? reading.schema : null;
      return { failure, leftOut, schema, syntaxErrors: [] };
    });
  }

  async rehearse(work: RehearsalWork, asked: ShadowOptions = {}): Promise<Rehearsal> {
    return this.#working(asked, async (options) => {
      const { signal = this.#closing.signal, timeout = null } = options;
      const sql = work.units.map(({ script }) => script).join('\n');
      return this.#leavingNothing(await this.#stand(options), sql, options, (session) =>
        session.rehearse(work, { signal, timeout }),
      );
    });
  }

  async schema(asked: ShadowOptions = {}): Promise<Schema> {
    return this.#working(asked, async (options) => {
      const session = await this.#sessionOn(await this.#stand(options), options);
      return this.#schemaOf(session);
    });
  }

  async close(): Promise<void> {
    this.#closing.abort();
    await this.#underWay;
    await this.#drop();
  }

  /** Where the last `goTo` has asked for. */
  async #stand(options: ShadowOptions): Promise<Kept> {
    const keys = this.#wanted.map(keyOf);
    const kept = nearest(this.#kept, keys) ?? (await this.#make());
    this.#kept = [...this.#kept.filter((each) => each !== kept), kept];
    const missing = this.#wanted.slice(kept.keys.length);
    if (missing.length === 0) return kept;
    const session = await this.#sessionOn(kept, options);
    for (const script of missing) await this.#advance(kept, script, session, options);
    await session.renew();
    return kept;
  }

  async #advance(
    kept: Kept,
    script: ShadowScript,
    session: ScratchSession,
    options: ShadowOptions,
  ): Promise<void> {
    kept.sequences = null;
    const { failure, leftOut } = await this.#carryOut(
      script,
      kept,
      session,
      keeping,
      options,
    ).catch(async (error: unknown) => {
      await this.#forgetUnless(script.transactional, kept);
      throw error;
    });
    if (failure !== null) {
      await this.#forgetUnless(script.transactional && failure.kept === 'nothing', kept);
      throw new BrokenPrefix(script.version, failure);
    }
    kept.keys.push(keyOf(script));
    const { version, sql } = script;
    kept.leftOut.push(
      ...leftOut.map((each) => ({
        ...each,
        version,
        text: sql.slice(each.statement.start, each.statement.end),
      })),
    );
  }

  async #attemptHere(
    script: ShadowScript,
    kept: Kept,
    read: Reading,
    options: ShadowOptions,
  ): Promise<Outcome> {
    return this.#leavingNothing(kept, script.sql, options, (session) => {
      const takingBack: Ending = async (client) => {
        await client.query('SET CONSTRAINTS ALL IMMEDIATE');
        await read(session);
        await rollback(client);
      };
      return this.#carryOut(script, kept, session, takingBack, options);
    });
  }

  /** Of what a transaction takes back, and of what it does not. */
  async #leavingNothing<T>(
    kept: Kept,
    sql: string,
    options: ShadowOptions,
    work: (session: ScratchSession) => Promise<T>,
  ): Promise<T> {
    const session = await this.#sessionOn(kept, options);
    const draws = mayDraw(sql);
    if (draws) kept.sequences ??= await readSequences(session.client);
    const outcome = await work(session);
    if (session.isLost) return outcome;
    if (draws && kept.sequences) await restoreSequences(session.client, kept.sequences);
    await session.renew();
    return outcome;
  }

  /** Of what a rollback would not take back. */
  async #attemptOnCopy(
    script: ShadowScript,
    kept: Kept,
    read: Reading,
    options: ShadowOptions,
  ): Promise<Outcome> {
    await this.#leave();
    const name = await this.#scratch.make(kept.name);
    try {
      const copy = { ...kept, name };
      const session = await this.#sessionOn(copy, options);
      const outcome = await this.#carryOut(script, copy, session, commit, options);
      if (outcome.failure === null) await read(session);
      return outcome;
    } finally {
      await this.#leave();
      await this.#scratch.drop(name);
    }
  }

  async #carryOut(
    script: ShadowScript,
    { leftOut }: Kept,
    session: ScratchSession,
    end: Ending,
    options: ShadowOptions,
  ): Promise<Outcome> {
    const isOwnServer = this.#place.kind === 'scratch' && this.#place.isOwnServer;
    const missing = { texts: leftOut.map(({ text }) => text), isOwnServer };
    const outcome = await carryOut(script, session, missing, end, options);
    if (isServersTrouble(outcome.failure?.code ?? null)) {
      throw inTrouble(outcome.failure?.message ?? '', this.about.place);
    }
    return outcome;
  }

  /** A new database with no more in it than the tool's own tables. */
  async #make(): Promise<Kept> {
    while (this.#kept.length >= this.#scratch.most) await this.#forget(this.#kept[0]);
    const kept: Kept = {
      name: await this.#scratch.make(null),
      keys: [],
      leftOut: [],
      sequences: null,
    };
    this.#kept.push(kept);
    const { own } = this.#settings;
    if (own.length > 0) {
      const { client } = await this.#sessionOn(kept, {});
      await persist(client, own, {});
    }
    return kept;
  }

  async #forgetUnless(isSound: boolean, kept: Kept): Promise<void> {
    if (!isSound) await this.#forget(kept);
  }

  async #forget(kept: Kept | undefined): Promise<void> {
    if (kept === undefined) return;
    this.#kept = this.#kept.filter((each) => each !== kept);
    if (this.#session?.database === kept.name) await this.#leave();
    await this.#scratch.drop(kept.name);
  }

  async #sessionOn({ name }: Kept, { signal }: ShadowOptions): Promise<ScratchSession> {
    if (this.#session?.database === name && !this.#session.isLost) return this.#session;
    await this.#leave();
    const session = await this.#scratch.open(name, this.#settings, signal);
    this.#session = session;
    return session;
  }

  async #leave(): Promise<void> {
    const session = this.#session;
    this.#session = null;
    await session?.close();
  }

  /** What is called off when we close, and waited for. */
  #working<T>(asked: ShadowOptions, work: (options: ShadowOptions) => Promise<T>): Promise<T> {
    const { signal, timeout } = asked;
    const options: ShadowOptions = {
      signal: AbortSignal.any([this.#closing.signal, ...(signal ? [signal] : [])]),
      ...(timeout !== undefined && { timeout }),
    };
    const working = this.#recovering(options, () => work(options));
    this.#underWay = working.catch(() => undefined);
    return working;
  }

  /** Once more from nothing, when server, session or database have gone away meanwhile. */
  async #recovering<T>({ signal }: ShadowOptions, work: () => Promise<T>): Promise<T> {
    if (signal?.aborted) throw cancelled();
    try {
      if (this.#scratch.isLost) await this.#reopen(signal);
      return await work();
    } catch (error) {
      if (signal?.aborted) throw cancelled();
      const isLost = this.#scratch.isLost || this.#session?.isLost === true;
      if (!isLost && !(error instanceof ScratchGone) && !isOver(error))
        throw this.#explained(error);
    }
    try {
      await this.#reopen(signal);
      return await work();
    } catch (error) {
      throw signal?.aborted ? cancelled() : this.#explained(error);
    }
  }

  #explained(error: unknown): unknown {
    if (error instanceof StrataError && !(error instanceof ScriptError)) return error;
    return new StrataError(
      'connect',
      l10n.t('The shadow ({0}) has gone away: {1}', this.about.place, (error as Error).message),
      { hint: l10n.t('See that the server runs, and check again.') },
    );
  }

  async #reopen(signal: AbortSignal | undefined): Promise<void> {
    await this.#drop();
    this.#scratch = await openScratch(this.#place, signal);
  }

  async #drop(): Promise<void> {
    await this.#leave();
    for (const { name } of this.#kept.splice(0)) await this.#scratch.drop(name);
    await this.#scratch.close();
  }

  #schemaOf(session: ScratchSession): Promise<Schema> {
    return session.schema(this.#settings.ownTables);
  }
}

function openScratch(place: PostgresPlace, signal: AbortSignal | undefined): Promise<Scratch> {
  return place.kind === 'pglite'
    ? PGliteScratch.open(place.project)
    : ScratchServer.on(place, signal);
}

/** No transaction of ours could hold it: it needs none, or ends it. */
function goesByItself({ sql, transactional }: ShadowScript): boolean {
  return !transactional || split(sql, 'postgres').some((each) => transactionEffect(each) !== null);
}

function inTrouble(message: string, place: string): StrataError {
  return new StrataError(
    'connect',
    l10n.t('The server of the shadow ({0}) cannot go on: {1}', place, message),
    { hint: l10n.t('Make room there, and check again.') },
  );
}
