import type { Schema, SchemaObject } from '../../../schema/schema.ts';
import type { Path } from '../../lineage.ts';
import type { Earlier } from './earlier.ts';
import { pathOf } from './paths.ts';

/** The names that the server has given to what has none in the script; each is given once. */
export class GivenNames {
  readonly #after: Schema | null;
  readonly #earlier: Earlier;
  readonly #taken = new Set<SchemaObject>();

  constructor(after: Schema | null, earlier: Earlier) {
    this.#after = after;
    this.#earlier = earlier;
  }

  /**
   * @param words how its definition begins
   * @returns null: not known
   */
  take(kind: 'constraint' | 'index', [schema, , table]: Path, words: string): string | null {
    const found = this.#after?.objects.find(
      (each) =>
        each.kind === kind &&
        each.schema === schema &&
        each.owner === table &&
        each.definition.startsWith(words) &&
        !this.#taken.has(each) &&
        this.#earlier.find(pathOf(each)) === null,
    );
    if (found !== undefined) this.#taken.add(found);
    return found?.name ?? null;
  }
}
