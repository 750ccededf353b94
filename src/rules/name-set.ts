import type { ObjectName } from '../sql/reader.ts';

/** Names by `isSameName`, however many there are. */
export class NameSet {
  readonly #schemas = new Map<string, Set<string | null>>();

  constructor(names: readonly ObjectName[] = []) {
    for (const each of names) this.add(each);
  }

  add({ schema, name }: ObjectName): void {
    const schemas = this.#schemas.get(name) ?? new Set();
    this.#schemas.set(name, schemas.add(schema));
  }

  has({ schema, name }: ObjectName): boolean {
    const schemas = this.#schemas.get(name);
    return schemas !== undefined && (schema === null || schemas.has(null) || schemas.has(schema));
  }
}
