import type { TextRange } from '../core/problem.ts';
import type { NameUse } from '../sql/name-use.ts';
import { SqlReader } from '../sql/reader.ts';
import type { ParsedStatement } from './parse.ts';

/** What is told of a name besides its place. */
export type Named = Omit<NameUse, 'start' | 'end'>;

/** Gathers the names of one statement, each in its place. */
export class StatementNames {
  readonly found: NameUse[] = [];
  readonly #sql: string;
  readonly #statement: ParsedStatement;

  constructor(sql: string, statement: ParsedStatement) {
    this.#sql = sql;
    this.#statement = statement;
  }

  /** Where the tree has the place: the last part of the name there, if it is this one. */
  at(location: number | undefined, named: Named): TextRange | null {
    if (location === undefined) return null;
    const reader = this.#reader(this.#statement.placeOf(location));
    return this.#add(identifiers(reader).at(-1), named);
  }

  /** Where the tree has none: the first such name from there on, with or without its qualifiers. */
  find(from: number, named: Named): TextRange | null {
    const { object, schema, table, name } = named;
    const whole = [schema, ...(object === 'column' ? [table] : []), name];
    const reader = this.#reader(from);
    while (reader.token !== null) {
      const read = identifiers(reader);
      if (read.length === 0) reader.take();
      else if (read.every((part, at) => part.name === whole.at(at - read.length))) {
        return this.#add(read.at(-1), named);
      }
    }
    return null;
  }

  get start(): number {
    return this.#statement.start;
  }

  /** Where the name ends that begins at a place of the tree's. */
  endOf(location: number | undefined): number {
    const start = this.#statement.placeOf(location);
    return identifiers(this.#reader(start)).at(-1)?.end ?? start;
  }

  #add(part: Part | undefined, named: Named): TextRange | null {
    if (part?.name !== named.name) return null;
    const { start, end } = part;
    this.found.push({ ...named, start, end });
    return { start, end };
  }

  #reader(start: number): SqlReader {
    return new SqlReader(this.#sql, { start, end: this.#statement.end }, 'postgres');
  }
}

type Part = TextRange & { readonly name: string };

/** The parts of a name, such as `schema.table.column`. */
function identifiers(reader: SqlReader): readonly Part[] {
  const parts: Part[] = [];
  do {
    const part = reader.identifier();
    if (part === null) break;
    parts.push(part);
  } while (reader.accept('.'));
  return parts;
}
