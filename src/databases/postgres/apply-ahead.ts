import { randomInt } from 'node:crypto';
import type { AdvisoryLock, Guard } from '../../core/engine.ts';
import type { Statement } from '../../core/statement.ts';
import { cancelled } from '../cancelled.ts';
import { overtaken, type RunAllOptions } from '../database.ts';
import { beginning, endedItself, verdict, type Stage, type Whole } from './apply-whole.ts';
import { inline } from './literal.ts';
import { isHeld } from './lock.ts';
import { Pipeline, type MessageAhead } from './pipeline.ts';
import { isRefusal, refuseUnless } from './refusal.ts';
import type { Run } from './run.ts';
import { lockTimeout, resetSession } from './session.ts';
import { rollback } from './transaction.ts';

/** Whose history row tells whether it was kept. */
export type Guarded = Whole & { readonly guard: Guard };

/** Under way at once: enough to keep a server busy that is 50 ms away, and little to wait for. */
const MOST = 64;
/** In UTF-16 units of their scripts. */
const MOST_TEXT = 1_000_000;

/**
 * Applies scripts, each with its record in a transaction, and sends some ahead: a far server then
 * works without a pause. A migration is three messages, and the server itself refuses whatever
 * follows one that failed:
 *
 * 1. BEGIN, a lock that ends with this transaction, and the history must tell that the migration
 *    before is kept and this one not yet;
 * 2. the script alone, so that places in errors are places in it;
 * 3. that lock must still be there, so that it still is this transaction; the record, COMMIT.
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
  readonly #token: AdvisoryLock = { kind: 'advisory', key: BigInt(randomInt(2 ** 47)) };
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
    const { guard, script, record } = unit;
    const messages = {
      begin: [
        ...[beginning(session), `SELECT pg_catalog.pg_advisory_xact_lock(${this.#token.key});`],
        ...guard.lock.map(terminated),
        previous ? refuseUnless(isKept(previous.guard), 'other history') : '',
        refuseUnless(isExpected(guard), 'other history'),
      ],
      script: [script],
      record: [
        ...[resetSession(session), lockTimeout(session, true)],
        refuseUnless(isHeld(this.#token), 'other transaction'),
        refuseUnless(exclusion.held, 'other holder'),
        ...[...record.map(terminated), 'COMMIT'],
      ],
    };
    const send = (message: readonly string[]): MessageAhead =>
      this.#pipeline.send(message.join(' '));
    const { begin, script: alone, record: end } = messages;
    return new Attempt(unit, this.#run, {
      begin: send(begin),
      script: send(alone),
      commit: send(end),
    });
  }
}

/** A migration on its way. */
class Attempt {
  readonly unit: Guarded;
  readonly #run: Run;
  readonly #messages: Readonly<Record<'begin' | 'script' | 'commit', MessageAhead>>;

  constructor(
    unit: Guarded,
    run: Run,
    messages: Readonly<Record<'begin' | 'script' | 'commit', MessageAhead>>,
  ) {
    this.unit = unit;
    this.#run = run;
    this.#messages = messages;
  }

  /** @throws ScriptError, StrataError `cancelled` */
  async done(): Promise<void> {
    for (const stage of ['begin', 'script', 'commit'] as const) {
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
    const { script } = this.#messages;
    const { exclusion, signal } = this.#run;
    if (stage === 'begin' && isRefusal(error, 'other history')) return overtaken();
    if (stage === 'commit' && isRefusal(error, 'other transaction')) {
      return endedItself(unit, script);
    }
    if (stage === 'commit' && isRefusal(error, 'other holder')) {
      return exclusion.lost(script.tags.length);
    }
    const aborted = signal?.aborted === true;
    return verdict(error, { unit, script, stage, aborted, isCommitSent: true });
  }
}

function isExpected({ check, expects }: Guard): string {
  return `${expects === 'row' ? '' : 'NOT '}EXISTS (${inline(check)})`;
}

/** What the guard expected is no longer so. */
function isKept({ check, expects }: Guard): string {
  return isExpected({ lock: [], check, expects: expects === 'row' ? 'no row' : 'row' });
}

function terminated(statement: Statement): string {
  return `${inline(statement)};`;
}
