import { randomBytes, randomInt } from 'node:crypto';
import type { Guard } from '../../core/engine.ts';
import type { SqlValue, Statement } from '../../core/statement.ts';
import { cancelled } from '../cancelled.ts';
import { overtaken, type RunAllOptions } from '../database.ts';
import { endedItself, verdict, type Stage, type Whole } from './apply-whole.ts';
import { FREE, type Exclusion } from './held.ts';
import { inline, renumbered } from './literal.ts';
import { Pipeline, type MessageAhead } from './pipeline.ts';
import { PreparedStatements } from './prepared.ts';
import { isRefusal, isWithoutCursor, unlessRefused } from './refusal.ts';
import type { Run } from './run.ts';
import { isServerError } from './server-error.ts';
import { lockTimeout, resetSession, statementTimeout } from './session.ts';
import { rollback } from './transaction.ts';

/** Whose history row tells whether it was kept. */
export type Guarded = Whole & { readonly guard: Guard };

/**
 * On, between the transactions: a script whose BEGIN has failed, as by a cancel that comes just then,
 * would be carried out by itself, and kept without its record.
 */
const READ_ONLY = 'default_transaction_read_only';

/** Under way at once: enough to keep a server busy that is 50 ms away, and little to wait for. */
const MOST = 64;
/** In UTF-16 units of their scripts. */
const MOST_TEXT = 1_000_000;

/**
 * Applies scripts, each with its record in a transaction, and sends some ahead: a far server then
 * works without a pause. A migration is four messages, and the server itself refuses whatever
 * follows one that failed:
 *
 * 1. BEGIN; the history must tell that the migration before is kept, and this one not yet; a cursor,
 *    which ends with this transaction and with nothing else;
 * 2. the script alone, so that places in errors are places in it;
 * 3. what the script has set is taken back, the encoding included in which the server would read
 *    what follows;
 * 4. the cursor must still be there, so that it is still this transaction, and the lock; then the
 *    record, and COMMIT.
 *
 * @throws ScriptError of the first that fails, with nothing kept of those that follow; StrataError
 *   `cancelled`
 */
export async function applyAhead(
  units: readonly Guarded[],
  run: Run,
  { onBegin, onDone }: RunAllOptions,
): Promise<void> {
  const window = new Window(units, run);
  try {
    for (const index of units.keys()) {
      const attempt = window.fill();
      onBegin?.(index);
      await attempt.done();
      onDone?.(index, window.leave(attempt));
    }
  } catch (error) {
    await run.stopInterrupting();
    await window.drain();
    await rollback(run.client, resetSession(run.session));
    throw error;
  }
}

/** What is under way. */
class Window {
  readonly #units: readonly Guarded[];
  readonly #run: Run;
  readonly #pipeline: Pipeline;
  readonly #attempts: Attempt[] = [];
  readonly #name = `strata_${randomBytes(6).toString('hex')}`;
  /** Let go of with all others; that this one is still held costs a tenth of looking at all locks. */
  readonly #lock = BigInt(randomInt(2 ** 47));
  readonly #prepared = new PreparedStatements(this.#name);
  #sent = 0;
  #text = 0;
  #since = process.hrtime.bigint();

  constructor(units: readonly Guarded[], run: Run) {
    this.#units = units;
    this.#run = run;
    this.#pipeline = new Pipeline(run.client);
  }

  /** Sends what there is room for. @returns the first under way; @throws StrataError `cancelled` */
  fill(): Attempt {
    for (;;) {
      const [first] = this.#attempts;
      const unit = this.#run.signal?.aborted ? undefined : this.#units[this.#sent];
      if (first && (unit === undefined || this.#isFull(unit))) return first;
      if (unit === undefined) throw cancelled();
      this.#attempts.push(this.#send(unit, this.#units[this.#sent - 1] ?? null));
      this.#text += unit.script.length;
      this.#sent++;
    }
  }

  /** @returns how long the first took since the one before was done, in nanoseconds */
  leave({ unit }: Attempt): bigint {
    this.#attempts.shift();
    this.#text -= unit.script.length;
    const since = this.#since;
    this.#since = process.hrtime.bigint();
    return this.#since - since;
  }

  #isFull({ script }: Guarded): boolean {
    return this.#attempts.length === MOST || this.#text + script.length > MOST_TEXT;
  }

  /** Waits until nothing is under way any more. */
  async drain(): Promise<void> {
    await Promise.all(this.#attempts.map((attempt) => attempt.answered()));
  }

  #send(unit: Guarded, previous: Guarded | null): Attempt {
    const { session, exclusion } = this.#run;
    // Of its own: ROLLBACK TO a savepoint of one that failed would bring that one's cursor back.
    const cursor = `${this.#name}_cursor_${this.#sent}`;
    const execute = (statement: Statement): string => this.#prepared.execute(statement);
    const limit = execute({ sql: lockTimeout(session, true), values: [] });
    // Preparing the others may wait for the history, and not for longer than this.
    const limits = [...this.#prepared.prepare(), limit, statementTimeout(session, true)];
    const guards = [...(previous ? [opposite(previous.guard)] : []), unit.guard];
    const expected = execute(expectation(guards));
    const isLocked = exclusion !== FREE;
    const commit = [
      `MOVE 0 ${cursor}`,
      ...(isLocked ? [execute(takeAgain(this.#lock))] : []),
      ...unit.record.map(execute),
      'COMMIT',
    ];
    const begin = [
      'BEGIN READ WRITE',
      ...limits,
      ...(previous === null && isLocked ? [take(this.#lock, exclusion)] : []),
      ...unit.guard.lock.map(inline),
      ...this.#prepared.prepare(),
      expected,
      `DECLARE ${cursor} CURSOR FOR SELECT`,
    ];
    const isLast = this.#sent === this.#units.length - 1;
    const between = isLast ? '' : `SET ${READ_ONLY} = on;`;
    if (previous === null) this.#pipeline.send({ before: `SET ${READ_ONLY} = on` });
    const messages = this.#pipeline.send({
      begin: begin.join('; '),
      script: unit.script,
      settle: `${resetSession(session)} ${between} ${limit}`,
      commit: commit.join('; '),
    });
    return new Attempt(unit, this.#run, messages);
  }
}

interface Messages {
  readonly begin: MessageAhead;
  readonly script: MessageAhead;
  readonly settle: MessageAhead;
  readonly commit: MessageAhead;
}

/** A migration on its way. */
class Attempt {
  readonly unit: Guarded;
  readonly #run: Run;
  readonly #messages: Messages;

  constructor(unit: Guarded, run: Run, messages: Messages) {
    this.unit = unit;
    this.#run = run;
    this.#messages = messages;
  }

  /** @throws ScriptError, StrataError `cancelled` */
  async done(): Promise<void> {
    for (const stage of ['begin', 'script', 'settle', 'commit'] as const) {
      const error = await this.#messages[stage].answer;
      if (error !== null) throw this.#verdict(error, stage);
    }
    // In a failed transaction the server answers a COMMIT with a rollback, and no error.
    const tag = this.#messages.commit.tags.at(-1);
    if (tag === 'COMMIT') return;
    throw this.#verdict(new Error(`the server answered COMMIT with ${tag ?? 'nothing'}`), 'commit');
  }

  async answered(): Promise<void> {
    for (const { answer } of Object.values(this.#messages)) await answer;
  }

  #verdict(error: unknown, stage: Stage): Error {
    const { unit } = this;
    const { script, commit } = this.#messages;
    const { exclusion, signal } = this.#run;
    if (stage === 'begin' && isRefusal(error)) return overtaken();
    // A trigger of the history's, or one that is deferred to the commit, may fail in the same ways.
    const looks = stage === 'commit' ? commit.tags.length : null;
    if (looks === 0 && isWithoutCursor(error)) return endedItself(unit, script);
    if (looks === 1 && isRefusal(error)) return exclusion.lost(script.tags.length);
    const aborted = signal?.aborted === true;
    // A server that says why it ends a session does nothing more for it.
    const isCommitSent = stage === 'commit' || !isServerError(error);
    return verdict(error, { unit, script, stage, aborted, isCommitSent });
  }
}

/** Fails where one of the guards does not find what it expects: a statement each costs twice as much. */
function expectation(guards: readonly Guard[]): Statement {
  const values: SqlValue[] = [];
  const conditions = guards.map(({ check, expects }) => {
    const sql = renumbered(check.sql, values.length);
    values.push(...check.values);
    return `${expects === 'row' ? '' : 'NOT '}EXISTS (${sql})`;
  });
  return { sql: `SELECT ${unlessRefused(conditions.join(' AND '))}`, values };
}

/** What is so once the migration is kept. */
function opposite({ check, expects }: Guard): Guard {
  return { lock: [], check, expects: expects === 'row' ? 'no row' : 'row' };
}

/** Only beside what keeps others away: a script before may have let go of that, and failed. */
function take(lock: bigint, { held }: Exclusion): string {
  return `SELECT pg_catalog.pg_advisory_lock(${lock}) WHERE ${held}`;
}

/** Letting go of it tells whether it was held; nobody else wants it meanwhile. */
function takeAgain(lock: bigint): Statement {
  const held = `pg_catalog.pg_advisory_unlock(${lock})`;
  return { sql: `SELECT ${unlessRefused(held)}, pg_catalog.pg_advisory_lock(${lock})`, values: [] };
}
