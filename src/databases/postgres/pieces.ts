import type { Client } from 'pg';
import type { Unit } from '../../core/engine.ts';
import type { TextRange } from '../../core/problem.ts';
import { readConcurrentIndex } from '../../sql/concurrent-index.ts';
import { isSessionSetting } from '../../sql/session-setting.ts';
import { split, type Fragment } from '../../sql/split.ts';
import { transactionEffect } from '../../sql/transaction-effect.ts';
import { hiddenIndex } from './failure.ts';
import { hasGoneThrough } from './gone-through.ts';
import { findInvalidIndexes } from './invalid-index.ts';
import { assertHeld } from './held.ts';
import { retryingConflicts } from './retry.ts';
import { goOn, type Run } from './run.ts';
import { ScriptMessage } from './script-message.ts';
import { isConflict, isServerError } from './server-error.ts';
import { commit, rollback, send } from './transaction.ts';

export type Piecewise = Extract<Unit, { transactional: false }>;

/**
 * A script that is carried out statement by statement. What can run in a transaction goes in one
 * together with its advance, so that after a crash it is done or not; what cannot is marked before,
 * and after a crash in doubt.
 */
export class Pieces {
  readonly statements: readonly Fragment[];
  readonly #unit: Piecewise;
  readonly #run: Run;
  readonly #client: Client;
  #completed: number;
  #at: number;
  #stage: 'statement' | 'lone statement' | 'advance' = 'statement';
  #isMarked = false;

  constructor(unit: Piecewise, run: Run) {
    this.statements = split(unit.script, 'postgres');
    this.#unit = unit;
    this.#run = run;
    this.#client = run.client;
    this.#completed = unit.from;
    this.#at = unit.from;
  }

  /** How many statements are in the database for good. */
  get completed(): number {
    return this.#completed;
  }

  /** The index of the statement that is under way. */
  get at(): number {
    return this.#at;
  }

  /** The statement under way is marked, by us: whether it was in doubt before, is another thing. */
  get isMarked(): boolean {
    return this.#isMarked && !(this.#unit.inDoubt === true && this.#completed === this.#unit.from);
  }

  get stage(): 'statement' | 'lone statement' | 'advance' {
    return this.#stage;
  }

  text(index: number): string {
    const { start, end } = this.#rangeOf(index);
    return this.#unit.script.slice(start, end);
  }

  #rangeOf(index: number): TextRange {
    const { start, end } = this.statements[index] ?? { start: 0, end: 0 };
    return { start, end };
  }

  /** To the end, or to where it fails. */
  async carryOut(): Promise<void> {
    const { from } = this.#unit;
    for (const [index, statement] of this.statements.entries()) {
      if (index < from && !isSessionSetting(statement, 'postgres')) continue;
      goOn(this.#run);
      this.#at = index;
      this.#stage = 'statement';
      if (index < from) await this.#send(index);
      else await this.#next(statement, index);
    }
  }

  /** Writes down, in a transaction of its own, how far it has come. */
  async advance(inDoubt: boolean): Promise<void> {
    await this.#persisting(async () => {
      await this.#client.query('BEGIN');
      await this.#write(this.#completed, inDoubt);
      await commit(this.#client);
    });
  }

  async #next(statement: Fragment, index: number): Promise<void> {
    if (this.#client.getTransactionStatus() !== 'I') return this.#inOwnTransaction(index);
    switch (transactionEffect(statement)) {
      case 'begins':
        return this.#send(index);
      case 'ends':
        return this.#alone(index);
      case null:
        if (this.#goesAlone(statement)) return this.#alone(index);
        if (!(await this.#persisting(() => this.#together(index)))) await this.#alone(index);
    }
  }

  /** Where the server keeps a change of the schema whatever becomes of the transaction, or wants it alone. */
  #goesAlone({ words: [first = ''] }: Fragment): boolean {
    return !this.#run.wholeTransactions && !OF_ROWS.has(first);
  }

  /** Again, when the server says that others were in the way and nothing of it is kept. */
  #persisting<T>(work: () => Promise<T>): Promise<T> {
    return retryingConflicts(async () => {
      try {
        return await work();
      } catch (error) {
        if (isConflict(error)) await rollback(this.#client);
        throw error;
      }
    }, this.#run);
  }

  /** The script's own transaction takes the advance with it when it commits. */
  async #inOwnTransaction(index: number): Promise<void> {
    const [word = ''] = this.statements[index]?.words ?? [];
    const commits = word === 'commit' || word === 'end';
    if (commits) await this.#write(index + 1, false);
    await this.#send(index);
    const hasEnded = this.#client.getTransactionStatus() === 'I';
    if (hasEnded || commits) this.#completed = index + 1;
    if (hasEnded && !commits) await this.advance(false);
  }

  /** @returns false when the statement wants no transaction; then nothing has happened */
  async #together(index: number): Promise<boolean> {
    await this.#client.query('BEGIN');
    try {
      await this.#send(index);
    } catch (error) {
      if (!refusesTransaction(error)) throw error;
      await rollback(this.#client);
      return false;
    }
    await this.#write(index + 1, false);
    await commit(this.#client);
    this.#completed = index + 1;
    return true;
  }

  async #alone(index: number): Promise<void> {
    const text = this.text(index);
    const indexes = readConcurrentIndex(text);
    if (indexes?.kind === 'create' && indexes.ifNotExists) {
      const [hidden] = await findInvalidIndexes(this.#client, text);
      if (hidden !== undefined) throw hiddenIndex(hidden, this.#rangeOf(index));
    }
    if (!(await this.#isInVain(text))) {
      await this.advance(true);
      this.#isMarked = true;
    }
    this.#stage = 'lone statement';
    await this.#persisting(() => this.#send(index));
    this.#completed = index + 1;
    await this.advance(false);
    this.#isMarked = false;
  }

  /** What looks done before fails, and is no proof of anything if we die meanwhile: so it is not marked. */
  async #isInVain(text: string): Promise<boolean> {
    const read = readConcurrentIndex(text);
    const isTolerant =
      (read?.kind === 'create' && read.ifNotExists) || (read?.kind === 'drop' && read.ifExists);
    return !isTolerant && (await hasGoneThrough(this.#client, text)) === true;
  }

  async #send(index: number): Promise<void> {
    await new ScriptMessage(this.text(index)).send(this.#client);
  }

  /** As who we are, whatever role the script has taken; that comes back with the transaction's end. */
  async #write(completed: number, inDoubt: boolean): Promise<void> {
    const { advance } = this.#unit;
    const before = this.#stage;
    this.#stage = 'advance';
    await assertHeld(this.#client, this.#run.exclusion, this.#completed);
    if (this.statements.some(takesRole)) {
      await this.#client.query('SET LOCAL SESSION AUTHORIZATION DEFAULT; SET LOCAL ROLE NONE');
    }
    const values = [...advance.values, BigInt(completed), inDoubt];
    await send(this.#client, { ...advance, values });
    this.#stage = before;
  }
}

/** Active transaction; a COMMIT within; not supported. */
const REFUSALS = new Set(['25001', '2D000', '0A000']);

function refusesTransaction(error: unknown): boolean {
  return isServerError(error) && REFUSALS.has(error.code ?? '');
}

/** What reads and writes rows, or sets something; not all that does, but nothing else. */
const OF_ROWS = new Set([
  ...['select', 'insert', 'update', 'delete', 'merge', 'with', 'values', 'set', 'reset', 'show'],
]);

function takesRole({ words }: Fragment): boolean {
  return words[0] === 'set' && (words.includes('role') || words.includes('authorization'));
}
