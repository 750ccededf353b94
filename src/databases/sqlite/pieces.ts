import type { Unit } from '../../core/engine.ts';
import { isSessionSetting } from '../../sql/session-setting.ts';
import type { Statement } from '../../core/statement.ts';
import type { Fragment } from '../../sql/split.ts';
import { transactionEffect } from '../../sql/transaction-effect.ts';
import { isBusy, SqliteError, type Session } from './driver.ts';
import type { WhenFree } from './patience.ts';
import type { Script } from './script.ts';
import { begin, commit, inOneTransaction } from './transaction.ts';

export type Piecewise = Extract<Unit, { transactional: false }>;

/** A script that is carried out statement by statement, as `Pieces` of PostgreSQL. */
export class Pieces {
  readonly #session: Session;
  readonly #whenFree: WhenFree;
  readonly #script: Script;
  readonly #unit: Piecewise;
  readonly #check: (() => void) | null;
  #completed: number;
  #isMarked = false;

  /** @param check looks whether what the script has done may stay */
  constructor(
    session: Session,
    whenFree: WhenFree,
    script: Script,
    unit: Piecewise,
    check: (() => void) | null,
  ) {
    this.#session = session;
    this.#whenFree = whenFree;
    this.#script = script;
    this.#unit = unit;
    this.#check = check;
    this.#completed = unit.from;
  }

  /** How many statements are in the database for good. */
  get completed(): number {
    return this.#completed;
  }

  /** The statement under way is marked, by us: whether it was in doubt before, is another thing. */
  get isMarked(): boolean {
    return this.#isMarked && !(this.#unit.inDoubt === true && this.#completed === this.#unit.from);
  }

  /** To the end, or to where it fails. */
  async carryOut(): Promise<void> {
    const { from } = this.#unit;
    for (const [index, statement] of this.#script.statements.entries()) {
      if (index >= from) await this.#next(statement, index);
      else if (isSessionSetting(statement, 'sqlite')) await this.#step(statement);
    }
  }

  /** Writes down, in a transaction of its own, how far it has come. */
  async advance(inDoubt: boolean, whenFree = this.#whenFree): Promise<void> {
    const advance = this.#advanceTo(this.#completed, inDoubt);
    await inOneTransaction(this.#session, whenFree, [advance]);
  }

  async #next(statement: Fragment, index: number): Promise<void> {
    if (this.#session.inTransaction) return this.#inOwnTransaction(statement, index);
    const effect = transactionEffect(statement);
    if (effect === 'begins') {
      await this.#step(statement);
    } else if (effect === 'ends' || isLone(statement)) {
      await this.#alone(statement, index);
    } else {
      await this.#together(statement, index);
    }
  }

  /** The script's own transaction takes the advance with it when it commits. */
  async #inOwnTransaction(statement: Fragment, index: number): Promise<void> {
    const commits = ['commit', 'end'].includes(statement.words[0] ?? '');
    if (commits && this.#isLast(index)) this.#check?.();
    if (commits) this.#write(index + 1);
    await this.#step(statement);
    if (this.#session.inTransaction) return;
    this.#completed = index + 1;
    if (!commits) await this.advance(false);
  }

  /** Nothing that follows could mend what it has broken. */
  #isLast(index: number): boolean {
    return this.#script.statements
      .slice(index + 1)
      .every((statement) => isSessionSetting(statement, 'sqlite'));
  }

  async #together(statement: Fragment, index: number): Promise<void> {
    await this.#orBlame(statement, () => begin(this.#session, this.#whenFree));
    await this.#step(statement);
    this.#write(index + 1);
    await this.#orBlame(statement, () => commit(this.#session, this.#whenFree));
    this.#completed = index + 1;
  }

  async #alone(statement: Fragment, index: number): Promise<void> {
    await this.advance(true);
    this.#isMarked = true;
    await this.#step(statement);
    this.#completed = index + 1;
    await this.advance(false);
    this.#isMarked = false;
  }

  #step(statement: Fragment): Promise<void> {
    return this.#whenFree(() => {
      this.#script.step(this.#session, statement, this.#kept);
    });
  }

  /** Within the transaction that there is. */
  #write(completed: number): void {
    this.#script.record(this.#session, [this.#advanceTo(completed, false)], this.#kept);
  }

  #advanceTo(completed: number, inDoubt: boolean): Statement {
    const { advance } = this.#unit;
    return { ...advance, values: [...advance.values, BigInt(completed), inDoubt] };
  }

  /** Whatever SQLite says of a transaction around one statement is about that statement. */
  async #orBlame({ start, end }: Fragment, work: () => Promise<void>): Promise<void> {
    try {
      await work();
    } catch (error) {
      if (!(error instanceof SqliteError) || this.#isUntouched(error)) throw error;
      throw this.#script.failure(error, { ...this.#kept, statement: { start, end } });
    }
  }

  /** Whoever holds the file is to blame, and not the statement: it can be tried again as a whole. */
  #isUntouched(error: SqliteError): boolean {
    return this.#completed === 0 && isBusy(error);
  }

  get #kept() {
    return { completed: this.#completed, kept: 'completed' } as const;
  }
}

/** What no transaction takes. */
function isLone(statement: Fragment): boolean {
  return statement.words[0] === 'vacuum' || isSessionSetting(statement, 'sqlite');
}
