import type { Direction, Script } from '../core/migration.ts';
import type { NameUse } from '../sql/name-use.ts';

/** What a script names, as an analyst has read it. */
export interface ScriptNames {
  readonly script: Script;
  readonly direction: Direction;
  readonly names: readonly NameUse[];
}

/** A place where an object is named. */
export interface Mention {
  readonly script: Script;
  readonly use: NameUse;
}

/** An object through all its names, from where it is made to where it is dropped. */
interface Named {
  /** Null: none is given where it is first named. */
  readonly schema: string | null;
  readonly mentions: Mention[];
}

/** Which object each name means, in scripts in the order in which they are applied. */
export class NameIndex {
  readonly #named = new Map<NameUse, Named>();
  readonly #scripts = new Map<Script, readonly NameUse[]>();

  /** @param scripts in order; a down script behind its up script */
  constructor(scripts: readonly ScriptNames[]) {
    const catalog = new Catalog();
    for (const { script, direction, names } of scripts) {
      this.#scripts.set(script, names);
      // A down script finds what its up script has left; the next one does not find the down script's.
      const there = direction === 'up' ? catalog : new Catalog(catalog);
      for (const use of names) {
        const named = there.resolve(use);
        if (named === null) continue;
        named.mentions.push({ script, use });
        this.#named.set(use, named);
      }
    }
  }

  /** @param offset in UTF-16 units of the script */
  at(script: Script, offset: number): Mention | null {
    const uses = this.#scripts.get(script) ?? [];
    const use = uses.find(({ start, end }) => start <= offset && offset <= end);
    return use === undefined ? null : { script, use };
  }

  /** Where it was made: last, if more than once, as functions are; null: not in these scripts. */
  definitionOf({ use }: Mention): Mention | null {
    const mentions = this.#named.get(use)?.mentions ?? [];
    const made = mentions.filter((each) => isMaking(each.use));
    const before = mentions.slice(0, mentions.findIndex((each) => each.use === use) + 1);
    return made.findLast((each) => before.includes(each)) ?? made[0] ?? null;
  }

  /** All places where it is named, under whatever name, in order. */
  referencesTo({ use }: Mention): readonly Mention[] {
    return this.#named.get(use)?.mentions ?? [];
  }
}

function isMaking({ role, renamedFrom }: NameUse): boolean {
  return role === 'creates' && renamedFrom === undefined;
}

/** What is there, by name, at one point between the scripts. */
class Catalog {
  readonly #there = new Map<string, readonly Named[]>();
  readonly #owners: Map<Named, number>;
  readonly #base: Catalog | null;

  constructor(base: Catalog | null = null) {
    this.#base = base;
    this.#owners = base === null ? new Map<Named, number>() : base.#owners;
  }

  /** The object that is meant, after what is done to it; null: that cannot be told. */
  resolve(use: NameUse): Named | null {
    const { schema, role, renamedFrom } = use;
    const owner = this.#ownerOf(use);
    if (owner === null) return null;
    const key = keyOf(use, use.name, owner);
    if (role === 'creates' && renamedFrom !== undefined) {
      const old = keyOf(use, renamedFrom, owner);
      const named = this.#find(old, schema) ?? newNamed(schema);
      this.#remove(old, named);
      return this.#add(key, named);
    }
    const named = this.#find(key, schema) ?? this.#add(key, newNamed(schema));
    if (role === 'drops') this.#remove(key, named);
    return named;
  }

  /** Columns and the like go with their table, under whatever name. */
  #ownerOf({ object, schema, table }: NameUse): number | null {
    if (!OWNED.includes(object)) return 0;
    if (table === null) return null;
    const key = keyOf({ object: 'table' }, table, 0);
    const owner = this.#find(key, schema) ?? this.#add(key, newNamed(schema));
    const number = this.#owners.get(owner) ?? this.#owners.size + 1;
    this.#owners.set(owner, number);
    return number;
  }

  #find(key: string, schema: string | null): Named | undefined {
    return this.#called(key).findLast(
      (each) => each.schema === null || schema === null || each.schema === schema,
    );
  }

  #called(key: string): readonly Named[] {
    return this.#there.get(key) ?? (this.#base === null ? [] : this.#base.#called(key));
  }

  #add(key: string, named: Named): Named {
    this.#there.set(key, [...this.#called(key), named]);
    return named;
  }

  #remove(key: string, named: Named): void {
    this.#there.set(
      key,
      this.#called(key).filter((each) => each !== named),
    );
  }
}

function newNamed(schema: string | null): Named {
  return { schema, mentions: [] };
}

const OWNED = ['column', 'constraint', 'trigger', 'rule', 'policy'];

/** What shares its names. */
const KINDS: Readonly<Record<string, string>> = {
  view: 'table',
  'materialized view': 'table',
  'foreign table': 'table',
  sequence: 'table',
  index: 'table',
  domain: 'type',
  procedure: 'function',
  routine: 'function',
  aggregate: 'function',
};

function keyOf({ object }: Pick<NameUse, 'object'>, name: string, owner: number): string {
  return [KINDS[object] ?? object, owner, name].join('\0');
}
