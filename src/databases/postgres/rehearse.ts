import * as l10n from '@vscode/l10n';
import { StrataError } from '../../core/errors.ts';
import { beyondDatabase, type Reach } from '../../sql/beyond-database.ts';
import { split, type Fragment } from '../../sql/split.ts';
import { transactionEffect } from '../../sql/transaction-effect.ts';
import { ScriptError, type ScriptFailure } from '../database.ts';
import type { Rehearsal, RehearsalUnit, RehearsalWork } from '../rehearsal.ts';
import { cancelled } from '../cancelled.ts';
import { assertNoNul } from '../no-nul.ts';
import { recordFailure, scriptFailure } from './failure.ts';
import { NOTHING_SEEN, Relations, RelationWatch, type Seen } from './relation-watch.ts';
import { goOn, type Run } from './run.ts';
import { isServerError } from './server-error.ts';
import { lockTimeout, resetSession, statementTimeout } from './session.ts';
import { StatementMessage } from './statement-message.ts';
import { rollback, send } from './transaction.ts';

/**
 * Carries all of it out in one transaction, and takes that back.
 *
 * @param blamed adds to an error for whom it waited
 * @throws StrataError `cancelled`, `refused`
 */
export async function rehearse(
  work: RehearsalWork,
  run: Run,
  blamed: (error: unknown) => unknown,
): Promise<Rehearsal> {
  if (!run.wholeTransactions) throw keepsChanges();
  const attempt = new Attempt(run);
  const started = process.hrtime.bigint();
  let failure: ScriptFailure | null = null;
  try {
    await attempt.carryOut(work);
  } catch (thrown) {
    const error = blamed(thrown);
    if (!(error instanceof ScriptError)) throw error;
    ({ failure } = error);
  } finally {
    await run.stopInterrupting();
    await rollback(run.client, resetSession(run.session));
  }
  const elapsed = process.hrtime.bigint() - started;
  if (run.signal?.aborted) throw cancelled();
  return { ...(await attempt.account()), failure, elapsed };
}

interface TriedStatement {
  readonly fragment: Fragment;
  readonly elapsed: bigint;
  readonly rows: number | null;
  readonly notTried: string | null;
  readonly seen: Seen;
}

interface TriedScript {
  readonly statements: TriedStatement[];
  readonly lockedBefore: Seen['locks'];
}

interface Circumstances {
  /** The statements before it in its script. */
  readonly before: readonly Fragment[];
  /** Why it is not to be tried; null: it is. */
  readonly because: string | null;
  /** Another script was carried out before this one. */
  readonly isLater: boolean;
}

class Attempt {
  readonly #run: Run;
  readonly #watch: RelationWatch;
  readonly #scripts: TriedScript[] = [];
  /** Also while it was not a script's turn. */
  readonly #seen: Seen[] = [];
  #vigilance = '';

  constructor(run: Run) {
    this.#run = run;
    this.#watch = new RelationWatch(run.client);
  }

  async carryOut({ prepare, units }: RehearsalWork): Promise<void> {
    const { client, session } = this.#run;
    await this.#ours(0, async () => {
      this.#vigilance = await client.query(VIGILANCE).then(
        () => VIGILANCE.replace('SET', 'SET LOCAL'),
        () => '',
      );
      await client.query(`${resetSession(session)} BEGIN; ${this.#limits}`);
      for (const statement of prepare) await send(client, statement);
      await this.#look();
    });
    for (const [index, unit] of units.entries()) await this.#unit(unit, index > 0);
  }

  async #unit(unit: RehearsalUnit, isLater: boolean): Promise<void> {
    const { client, session } = this.#run;
    const script: TriedScript = { statements: [], lockedBefore: this.#watch.locks };
    this.#scripts.push(script);
    assertNoNul(unit.script);
    const statements = split(unit.script, 'postgres');
    const beyond = beyondRollback(unit.script);
    for (const [completed, fragment] of statements.entries()) {
      goOn(this.#run);
      const before = statements.slice(0, completed);
      const because = beyond.get(fragment.start) ?? null;
      const tried = this.#statement(unit, fragment, { before, because, isLater });
      script.statements.push(
        await tried.catch((error: unknown) => {
          if (this.#run.signal?.aborted) throw cancelled();
          const offset = fragment.start;
          const progress = { script: unit.script, statements, completed, offset };
          throw scriptFailure(error, progress, 'nothing');
        }),
      );
    }
    await this.#ours(statements.length, async () => {
      await client.query(`${resetSession(session)} ${this.#limits}`);
      for (const statement of unit.record) await send(client, statement);
      await this.#commitInName();
      await this.#look();
    });
  }

  async #statement(
    unit: RehearsalUnit,
    fragment: Fragment,
    { before, because, isLater }: Circumstances,
  ): Promise<TriedStatement> {
    const { client } = this.#run;
    const text = unit.script.slice(fragment.start, fragment.end);
    const passedOver = (notTried: string): TriedStatement => {
      return { fragment, elapsed: 0n, rows: null, notTried, seen: NOTHING_SEEN };
    };
    if (because !== null) return passedOver(because);
    if (transactionEffect(fragment) !== null) return passedOver(ownTransaction());

    // Where it can be that a statement is refused only because nothing is committed in between.
    const mayBeRefused = !unit.transactional || isLater;
    if (mayBeRefused) await client.query('SAVEPOINT strata_rehearsal');
    const started = process.hrtime.bigint();
    const message = new StatementMessage(text);
    try {
      await message.send(client);
    } catch (error) {
      if (!mayBeRefused || !isOfTheRehearsal(error, unit, before)) throw error;
      await client.query('ROLLBACK TO SAVEPOINT strata_rehearsal');
      return passedOver((error as Error).message);
    }
    const elapsed = process.hrtime.bigint() - started;
    if (mayBeRefused) await client.query('RELEASE SAVEPOINT strata_rehearsal');
    const rows = rowsIn(message.tags.at(-1) ?? '');
    return { fragment, elapsed, rows, notTried: null, seen: await this.#look() };
  }

  /** What a COMMIT would check, and then constraints are as a new transaction finds them. */
  async #commitInName(): Promise<void> {
    const { client } = this.#run;
    await client.query('SET CONSTRAINTS ALL IMMEDIATE');
    const { rows } = await client.query<{ names: string | null }>(DEFERRED);
    const names = rows[0]?.names ?? null;
    if (names !== null) await client.query(`SET CONSTRAINTS ${names} DEFERRED`);
  }

  async #look(): Promise<Seen> {
    const seen = await this.#watch.look();
    this.#seen.push(seen);
    return seen;
  }

  /** What is not the script's own. */
  async #ours(completed: number, work: () => Promise<void>): Promise<void> {
    try {
      await work();
    } catch (error) {
      if (this.#run.signal?.aborted) throw cancelled();
      throw recordFailure(error, completed, 'nothing');
    }
  }

  get #limits(): string {
    const { session } = this.#run;
    return `${lockTimeout(session, true)} ${statementTimeout(session, true)} ${this.#vigilance}`;
  }

  /** To be called when all of it is taken back. */
  async account(): Promise<Omit<Rehearsal, 'failure' | 'elapsed'>> {
    const { client } = this.#run;
    const ofScripts = this.#scripts.flatMap(({ statements }) =>
      statements.map((each) => each.seen),
    );
    const relations = await this.#whileConnected(async () => {
      await this.#assertTakenBack();
      return Relations.read(client, this.#seen);
    });
    return {
      scripts: this.#scripts.map(({ statements, lockedBefore }) => ({
        statements: statements.map(
          ({ fragment: { start, end }, elapsed, rows, notTried, seen }) => ({
            ...{ start, end, elapsed, rows, notTried },
            ...(relations?.facts(seen) ?? { locks: [], rewritten: [], scans: [] }),
          }),
        ),
        elapsed: statements.reduce((sum, { elapsed }) => sum + elapsed, 0n),
        lockedBefore: relations?.locks(lockedBefore) ?? [],
      })),
      tables: relations?.tables ?? [],
      lasting: relations?.lasting(this.#seen, ofScripts) ?? { sequences: [], deadRows: [] },
    };
  }

  /** @returns null where the connection was lost: the server takes back by itself what nobody commits */
  async #whileConnected<T>(work: () => Promise<T>): Promise<T | null> {
    try {
      return await work();
    } catch (error) {
      if (error instanceof StrataError || isServerError(error)) throw error;
      return null;
    }
  }

  /** The server's own word for it. */
  async #assertTakenBack(): Promise<void> {
    const { transaction } = this.#watch;
    if (transaction === null) return;
    const { rows } = await this.#run.client.query<{ status: string | null }>(
      'SELECT pg_catalog.txid_status($1) AS status',
      [transaction],
    );
    const status = rows[0]?.status ?? null;
    if (status !== 'aborted') throw notTakenBack(status);
  }
}

/**
 * So that the server lets go of every lock soon after we are gone, also in the middle of a statement;
 * from 14, and not on every system.
 */
const VIGILANCE = "SET client_connection_check_interval = '1s';";

const DEFERRED = `SELECT pg_catalog.string_agg(DISTINCT pg_catalog.quote_ident(n.nspname) || '.'
    || pg_catalog.quote_ident(c.conname), ', ') AS names
  FROM pg_catalog.pg_constraint c JOIN pg_catalog.pg_namespace n ON n.oid = c.connamespace
  WHERE c.condeferred`;

/** A transaction takes these back, though they are not the database's alone. */
const TAKEN_BACK: ReadonlySet<Reach> = new Set(['roles', 'one database']);

/** Why what no rollback takes back is not tried, by where the statement begins. */
function beyondRollback(sql: string): ReadonlyMap<number, string> {
  return new Map(
    beyondDatabase(sql, true)
      .filter(({ reach }) => !TAKEN_BACK.has(reach))
      .map(({ statement, because }) => [statement.start, because]),
  );
}

/** Active transaction; a COMMIT within. */
const REFUSALS = new Set(['25001', '2D000']);

const NEW_ENUM_VALUE = '55P04';

/** It would go through if what precedes it were committed, as it will be. */
function isOfTheRehearsal(
  error: unknown,
  { transactional }: RehearsalUnit,
  before: readonly Fragment[],
): boolean {
  if (!isServerError(error)) return false;
  if (error.code === NEW_ENUM_VALUE) return !transactional || !before.some(addsEnumValue);
  return !transactional && REFUSALS.has(error.code ?? '');
}

function addsEnumValue({ words }: Fragment): boolean {
  return words[0] === 'alter' && words[1] === 'type' && words.includes('add');
}

/** As `INSERT 0 5` tells it. */
function rowsIn(tag: string): number | null {
  const count = / (\d+)$/.exec(tag)?.[1];
  return count === undefined ? null : Number(count);
}

function ownTransaction(): string {
  return l10n.t('it begins or ends a transaction of its own; what is in it was tried without');
}

function keepsChanges(): StrataError {
  return new StrataError(
    'refused',
    l10n.t(
      'This server keeps changes of the schema whatever becomes of their transaction, so nothing can be rehearsed there.',
    ),
    { hint: l10n.t('Apply to a copy of the database first.') },
  );
}

function notTakenBack(status: string | null): StrataError {
  return new StrataError(
    'failed',
    l10n.t(
      'The server does not confirm that the rehearsal was taken back: it says “{0}”.',
      status ?? '',
    ),
    { hint: l10n.t('Look at the database and the status before you go on.') },
  );
}
