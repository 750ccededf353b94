import type { Node } from '@pgsql/types';
import { allOf, as } from '../../../grammar/tree.ts';
import { statement, type Step } from '../../draft.ts';
import type { Lineage } from '../../lineage.ts';
import type { Scene } from './scene.ts';
import type { ScriptNames } from './script-names.ts';

/** Where a script sets the search path, its names need the same one on the way back. */
export class SearchPath {
  readonly #names: ScriptNames;
  readonly #lineage: Lineage;
  /** The statement that set it; null: it is the session's. */
  #current: string | null = null;
  readonly #setFor = new Map<Step, string>();

  constructor({ names, lineage }: Pick<Scene, 'names' | 'lineage'>) {
    this.#names = names;
    this.#lineage = lineage;
  }

  follow(tree: Node | null, text: string): void {
    const { kind, name, args } = as(tree, 'VariableSetStmt') ?? {};
    const isReset =
      kind === 'VAR_RESET_ALL' || (name === 'search_path' && kind !== 'VAR_SET_VALUE');
    if (isReset) {
      this.#current = null;
      this.#names.searchPath = null;
    } else if (name === 'search_path') {
      this.#current = text.trim();
      this.#names.searchPath = allOf(args, 'A_Const').flatMap(({ sval }) => sval?.sval ?? []);
    }
  }

  /** These steps use the names of the script, and not those of the schema. */
  within(steps: readonly Step[]): readonly Step[] {
    for (const step of steps) {
      if (this.#current !== null && !this.#lineage.isAgain(step)) {
        this.#setFor.set(step, this.#current);
      }
    }
    return steps;
  }

  /** Sets it wherever it has to be another. */
  set(steps: readonly Step[]): readonly Step[] {
    let current: string | null = null;
    return steps.flatMap((step) => {
      const wanted = this.#setFor.get(step) ?? null;
      if (wanted === current) return [step];
      current = wanted;
      return [statement(wanted ?? 'RESET search_path'), step];
    });
  }
}
