import type { TextRange } from '../../core/problem.ts';
import type { Row, Statement } from '../../core/statement.ts';
import { split, type Fragment } from '../../sql/split.ts';
import { ScriptError, type ScriptFailure } from '../database.ts';
import { assertNoNul } from '../no-nul.ts';
import { SqliteError, type Session } from './driver.ts';
import { ofTheFile } from './failures.ts';
import { syntaxErrorPosition } from './syntax-position.ts';

/** A script, and what to say of it when it fails. Its errors are ScriptErrors. */
export class Script {
  readonly statements: readonly Fragment[];
  readonly #sql: string;
  readonly #path: string;

  /** @param path of the database, for messages */
  constructor(sql: string, path: string) {
    this.#sql = sql;
    this.#path = path;
    this.statements = split(sql, 'sqlite');
    assertNoNul(sql);
  }

  text({ start, end }: TextRange): string {
    return this.#sql.slice(start, end);
  }

  /** Something of it reaches beyond the script: a setting, an attached file, a temporary table. */
  get leavesTraces(): boolean {
    return this.statements.some(({ words }) => TRACES.test(words.join(' ')));
  }

  /** Carries out one statement to its end. `kept` is what the caller can promise on failure. */
  step(
    session: Session,
    statement: Fragment,
    kept: Pick<ScriptFailure, 'completed' | 'kept'>,
  ): void {
    try {
      session.exec(this.text(statement));
    } catch (error) {
      if (!(error instanceof SqliteError)) throw error;
      throw this.stepFailure(session, statement, error, kept);
    }
  }

  /** With the place of a syntax error, which is looked for. */
  stepFailure(
    session: Session,
    statement: Fragment,
    error: SqliteError,
    kept: Partial<ScriptFailure>,
  ): ScriptError {
    const { start, end } = statement;
    const position = syntaxErrorPosition(session, this.text(statement), error.message);
    return this.failure(error, {
      ...kept,
      statement: { start, end },
      position: position === null ? null : start + position,
    });
  }

  /** Carries out the history's own statements. */
  record(
    session: Session,
    statements: readonly Statement[],
    kept: Pick<ScriptFailure, 'completed' | 'kept'>,
  ): void {
    for (const statement of statements) this.ask(session, statement, kept);
  }

  /** Carries out one of them, and returns what it finds. */
  ask(
    session: Session,
    statement: Statement,
    kept: Pick<ScriptFailure, 'completed' | 'kept'>,
  ): readonly Row[] {
    try {
      return session.all(statement);
    } catch (error) {
      if (!(error instanceof SqliteError)) throw error;
      throw this.failure(error, kept);
    }
  }

  failure(error: SqliteError, failure: Partial<ScriptFailure>): ScriptError {
    const words = ofTheFile(error, this.#path) ?? { message: error.message };
    return new ScriptError({ ...nothingKept, ...words, code: error.code, ...failure }, error);
  }
}

const TRACES = /^(?:pragma|attach|detach|create (?:temp|temporary))\b/;

export const nothingKept = {
  message: '',
  code: null,
  detail: null,
  hint: null,
  statement: null,
  position: null,
  completed: 0,
  kept: 'nothing',
} as const satisfies ScriptFailure;
