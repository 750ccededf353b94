import type { Statement } from '../../core/statement.ts';
import { inline, literal } from './literal.ts';

/** Statements of ours that a session plans once: planning one takes longer than carrying it out. */
export class PreparedStatements {
  readonly #prefix: string;
  readonly #names = new Map<string, string>();
  #unprepared: string[] = [];

  /** @param prefix of their names, of nobody else's in the session */
  constructor(prefix: string) {
    this.#prefix = prefix;
  }

  /** SQL that carries one out; what no server plans, such as SET, stays as it is. */
  execute({ sql, values }: Statement): string {
    if (!PLANNED.test(sql)) return inline({ sql, values });
    const name = this.#names.get(sql) ?? this.#add(sql);
    return values.length === 0
      ? `EXECUTE ${name}`
      : `EXECUTE ${name} (${values.map(literal).join()})`;
  }

  /** What has not been prepared: to be sent before what carries it out. */
  prepare(): readonly string[] {
    const statements = this.#unprepared;
    this.#unprepared = [];
    return statements;
  }

  #add(sql: string): string {
    const name = `${this.#prefix}_${this.#names.size}`;
    this.#names.set(sql, name);
    this.#unprepared.push(`PREPARE ${name} AS ${sql}`);
    return name;
  }
}

const PLANNED = /^(?:SELECT|INSERT|UPDATE|DELETE)\b/;
