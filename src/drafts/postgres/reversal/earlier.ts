import type { Schema, SchemaObject } from '../../../schema/schema.ts';
import type { Path } from '../../lineage.ts';
import { mentions } from '../../order.ts';
import { partsOf } from '../sql/parts.ts';
import { pathOf, type Namespace } from './paths.ts';

/** What was there before the script, as far as that is known. */
export class Earlier {
  /** Null: not known. */
  readonly schema: Schema | null;
  readonly #byPath: ReadonlyMap<string, SchemaObject>;

  constructor(schema: Schema | null) {
    this.schema = schema;
    this.#byPath = new Map(this.#objects.map((object) => [keyOf(pathOf(object)), object]));
  }

  get isKnown(): boolean {
    return this.schema !== null;
  }

  find(path: Path | null): SchemaObject | null {
    return (path && this.#byPath.get(keyOf(path))) ?? null;
  }

  /** Where something of this name is, whichever schema a session takes it from. */
  schemaOf(namespace: Namespace, name: string): string | null {
    const found = this.#objects.find((object) => {
      const path = pathOf(object);
      return path.length === 3 && path[1] === namespace && path[2] === name;
    });
    return found?.schema ?? null;
  }

  /** Functions by their name alone. */
  routines(schema: string | null, name: string): readonly SchemaObject[] {
    return this.#objects.filter(
      (each) =>
        pathOf(each)[1] === 'function' &&
        each.name.startsWith(`${name}(`) &&
        (schema === null || schema === each.schema),
    );
  }

  /** Foreign keys of others that refer to a table. */
  referring({ name }: SchemaObject): readonly SchemaObject[] {
    return this.#objects.filter(
      ({ kind, definition, owner }) =>
        kind === 'constraint' &&
        owner !== name &&
        mentions(/ REFERENCES \S+/.exec(definition)?.[0] ?? '', name, 'postgres'),
    );
  }

  /** What a column takes along: indexes, constraints and the like that name it. */
  along(table: SchemaObject, column: string): readonly SchemaObject[] {
    if (this.schema === null) return [];
    return partsOf(table, this.schema).filter(
      ({ kind, name, definition }) =>
        (['index', 'constraint', 'statistics'].includes(kind) &&
          mentions(definition.replace(/ REFERENCES .*$/, ''), column, 'postgres')) ||
        (kind === 'comment' && mentions(name, column, 'postgres')) ||
        (kind === 'privilege' && name.endsWith(` on ${column}`)),
    );
  }

  /** The columns of a table's primary key. */
  keyOf(table: Path | null): readonly string[] | null {
    const whole = this.find(table);
    if (whole === null || this.schema === null) return null;
    const key = partsOf(whole, this.schema).find(
      ({ kind, definition }) => kind === 'constraint' && definition.startsWith('PRIMARY KEY'),
    );
    const columns = /\((.*?)\)/.exec(key?.definition ?? '')?.[1];
    return columns?.split(', ').map((column) => column.replace(/^"(.*)"$/, '$1')) ?? null;
  }

  /** As a literal; null: there was none, or it is not known. */
  comment(identity: string): string | null {
    return this.#saidOf('comment', identity);
  }

  /** Null: whoever applies; or it is not known. */
  owner(identity: string): string | null {
    return this.#saidOf('owner', identity);
  }

  #saidOf(what: 'comment' | 'owner', identity: string): string | null {
    const found = this.#objects.find(
      ({ kind, name }) => kind === what && name.endsWith(` ${identity}`),
    );
    return found?.definition ?? null;
  }

  get #objects(): readonly SchemaObject[] {
    return this.schema?.objects ?? [];
  }
}

function keyOf(path: Path): string {
  return path.join('\0');
}
