import type { RangeVar } from '@pgsql/types';
import { relationParts } from '../written-names.ts';
import type { Lineage, Path } from '../../lineage.ts';
import type { Earlier } from './earlier.ts';
import { pathOf, type Namespace } from './paths.ts';

/** Which objects a script’s names stand for. */
export class ScriptNames {
  readonly #lineage: Lineage;
  readonly #earlier: Earlier;
  /** As the script has set it; null: as the session has it. */
  #searchPath: readonly string[] | null = null;
  /** That the script makes. */
  readonly #routines: Path[] = [];

  constructor(lineage: Lineage, earlier: Earlier) {
    this.#lineage = lineage;
    this.#earlier = earlier;
  }

  set searchPath(schemas: readonly string[] | null) {
    this.#searchPath = schemas;
  }

  path(namespace: Namespace, parts: readonly string[]): Path {
    const name = parts.at(-1) ?? '';
    const schema = parts.at(-2) ?? this.#schemaOf(namespace, name);
    return [schema, namespace, name];
  }

  addRoutine(path: Path): void {
    this.#routines.push(path);
  }

  /** All of this name, whatever they take. */
  routines(parts: readonly string[]): readonly Path[] {
    const name = parts.at(-1) ?? '';
    const made = this.#routines.filter(
      (path) => this.#lineage.isMade(path) && path.at(-1)?.startsWith(`${name}(`),
    );
    const there = this.#earlier
      .routines(parts.at(-2) ?? null, name)
      .map(pathOf)
      .filter((path) => this.#lineage.before(path) !== null);
    return [...made, ...there];
  }

  relation(table: RangeVar = {}): Path {
    const parts = relationParts(table);
    return this.path('relation', table.relpersistence === 't' ? [TEMPORARY, ...parts] : parts);
  }

  #schemaOf(namespace: Namespace, name: string): string {
    const schemas = [TEMPORARY, ...(this.#searchPath ?? ['public'])];
    const known = schemas.find((schema) => this.#isKnown([schema, namespace, name]));
    if (known !== undefined) return known;
    const elsewhere = this.#searchPath ? null : this.#earlier.schemaOf(namespace, name);
    return elsewhere ?? schemas[1] ?? 'public';
  }

  #isKnown(path: Path): boolean {
    return this.#lineage.isMade(path) || this.#earlier.find(this.#lineage.before(path)) !== null;
  }
}

const TEMPORARY = 'pg_temp';
