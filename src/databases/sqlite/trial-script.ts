import type { Fragment } from '../../sql/split.ts';
import { ScriptError, type ScriptFailure } from '../database.ts';
import type { LeftOut } from '../shadow.ts';
import { SqliteError, type Session } from './driver.ts';
import { lacksHere, reachesBeyond, wordsOf } from './left-out.ts';
import { Script } from './script.ts';

/** A string that is never closed, or another engine's script, is one error after another. */
const MOST_FURTHER = 20;

/** A script that is carried out in memory, less what does not belong there. */
export class TrialScript extends Script {
  readonly leftOut: LeftOut[] = [];
  /** The words of what was left out, here and before. */
  readonly missing: Set<string>;
  readonly #onStep: (statement: Fragment, completed: number) => void;

  constructor(
    sql: string,
    missing: ReadonlySet<string>,
    onStep: (statement: Fragment, completed: number) => void,
  ) {
    super(sql, ':memory:');
    this.missing = new Set(missing);
    this.#onStep = onStep;
  }

  override step(
    session: Session,
    statement: Fragment,
    kept: Pick<ScriptFailure, 'completed' | 'kept'>,
  ): void {
    const text = this.text(statement);
    const because = reachesBeyond(statement, text, session.inTransaction);
    if (because !== null) {
      this.#leaveOut(statement, because);
      return;
    }
    this.#onStep(statement, kept.completed);
    try {
      super.step(session, statement, kept);
    } catch (error) {
      if (!(error instanceof ScriptError)) throw error;
      const lacking = lacksHere(error.message, text, this.missing);
      if (lacking === null) throw error;
      this.#leaveOut(statement, lacking);
    }
  }

  /** What of the statements after the failing one is no SQL, the first of it. */
  furtherSyntaxErrors(session: Session, { statement: failed }: ScriptFailure): ScriptFailure[] {
    if (failed === null) return [];
    const found: ScriptFailure[] = [];
    for (const statement of this.statements) {
      // Compiling a PRAGMA carries some of them out.
      if (statement.start <= failed.start || statement.words[0] === 'pragma') continue;
      if (found.length === MOST_FURTHER) break;
      try {
        session.prepare(this.text(statement));
      } catch (error) {
        if (!(error instanceof SqliteError)) throw error;
        const { failure } = this.stepFailure(session, statement, error, {});
        if (failure.position !== null) found.push(failure);
      }
    }
    return found;
  }

  #leaveOut(statement: Fragment, because: string): void {
    this.leftOut.push({ statement: { start: statement.start, end: statement.end }, because });
    for (const word of wordsOf(this.text(statement))) this.missing.add(word);
  }
}
