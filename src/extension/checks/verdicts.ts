import { carriedOver } from '../../checks/carried-over.ts';
import type { Verdict } from '../../checks/judge-script.ts';
import type { DirectedScript, Direction, Migration, Script } from '../../core/migration.ts';
import type { Problem } from '../../core/problem.ts';
import type { Schemas } from '../../schema/schema.ts';

/** A verdict, and the text that it is about. */
export interface Judged extends Verdict {
  readonly script: Script;
}

const DIRECTIONS: readonly Direction[] = ['up', 'down'];

/** What checks have said of a project's scripts, as far as it holds for what they say now. */
export class Verdicts {
  readonly #judged = new Map<string, Judged>();
  /** By a check of all, which also walks the way back. */
  #whole: ReadonlyMap<string, Judged> = new Map();
  readonly #schemas = new Map<string, Schemas>();

  of(path: string, direction: Direction): Judged | null {
    return this.#judged.get(keyOf(path, direction)) ?? null;
  }

  set(direction: Direction, judged: Judged): void {
    this.#judged.set(keyOf(judged.script.path, direction), judged);
  }

  setWhole(all: readonly (DirectedScript & Judged)[]): void {
    const told = all.filter(({ problems }) => problems.length > 0);
    this.#whole = new Map(told.map((each) => [keyOf(each.script.path, each.direction), each]));
  }

  /** The latter as it was when the script last went through; null: not known. */
  schemasOf(path: string, direction: Direction): Schemas | null {
    return this.#schemas.get(keyOf(path, direction)) ?? null;
  }

  setSchemas({ script, direction }: DirectedScript, { before, after }: Schemas): void {
    const key = keyOf(script.path, direction);
    this.#schemas.set(key, { before, after: after ?? this.#schemas.get(key)?.after ?? null });
  }

  /** Only those of these files stay. */
  retain(paths: ReadonlySet<string>): void {
    for (const [key, { script }] of this.#judged) {
      if (paths.has(script.path)) continue;
      this.#judged.delete(key);
      this.#schemas.delete(key);
    }
  }

  problemsOf(migrations: readonly Migration[]): readonly Problem[] {
    const judged = [...this.#judged.values(), ...this.#whole.values()];
    const paths = new Set(judged.map(({ script }) => script.path));
    return migrations
      .filter(({ up, down }) => paths.has(up.path) || (down !== null && paths.has(down.path)))
      .flatMap((migration) =>
        DIRECTIONS.flatMap((direction) => this.#problemsOf(migration[direction], direction)),
      );
  }

  #problemsOf(script: Script | null, direction: Direction): readonly Problem[] {
    if (script === null) return [];
    const whole = this.#whole.get(keyOf(script.path, direction));
    const judged = this.of(script.path, direction) ?? whole;
    const said = judged ? carriedOver(judged.problems, judged.script, script) : [];
    if (judged === whole || whole?.script.sql !== script.sql) return said;
    return [...said, ...whole.problems.filter(({ code }) => code === 'residue')];
  }
}

function keyOf(path: string, direction: Direction): string {
  return `${path}\n${direction}`;
}
