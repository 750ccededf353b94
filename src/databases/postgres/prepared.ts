import type { Statement } from '../../core/statement.ts';
import { literal } from './literal.ts';

/** Statements of ours that a session plans once: planning one takes longer than carrying it out. */
export class PreparedStatements {
  readonly #prefix: string;
  readonly #names = new Map<string, string>();
  #unprepared: string[] = [];

  /** @param prefix of their names, of nobody else's in the session */
  constructor(prefix: string) {
    this.#prefix = prefix;
  }

  /** SQL that carries one out, once what `prepare` returns then has been sent. */
  execute({ sql, values }: Statement): string {
    const name = this.#names.get(sql) ?? this.#add(sql);
    return values.length === 0
      ? `EXECUTE ${name}`
      : `EXECUTE ${name} (${values.map(literal).join()})`;
  }

  /** SQL that prepares what has not been; null: all is. */
  prepare(): string | null {
    if (this.#unprepared.length === 0) return null;
    const sql = this.#unprepared.join('; ');
    this.#unprepared = [];
    return sql;
  }

  #add(sql: string): string {
    const name = `${this.#prefix}_${this.#names.size}`;
    this.#names.set(sql, name);
    this.#unprepared.push(`PREPARE ${name} AS ${sql}`);
    return name;
  }
}
