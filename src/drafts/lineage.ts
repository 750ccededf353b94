import type { Engine } from '../core/engine.ts';
import type { Step } from './draft.ts';
import { mentions } from './order.ts';

/** Schema, kind and name of an object; behind them kind and name of a part of it, such as a column. */
export type Path = readonly string[];

/** A statement that drops an object of this name, as it is written in SQL. */
export type Dropping = (written: string) => Step;

/** What a script has made of a name. */
type Entry =
  | { readonly state: 'made'; readonly step: Step | null; readonly dropping: Dropping | null }
  | { readonly state: 'renamed'; readonly before: Path; readonly steps: readonly Step[] }
  | { readonly state: 'gone' };

/** A step gives back this name. */
interface Rename {
  readonly name: string;
  readonly step: Step;
}

interface Again {
  /** Of what is made again. */
  readonly name: string;
  /** What had been called otherwise by then. */
  readonly renamedBy: readonly Step[];
}

/**
 * What becomes of each object while a script is read from its first statement to its last, and what
 * that means for the steps back: what the script makes needs nothing but to be dropped, by its last
 * name, and what it drops again, or drops as a whole, needs no other step.
 */
export class Lineage {
  readonly #engine: Engine;
  readonly #entries = new Map<string, Entry>();
  /** Steps back by the object that they change. */
  readonly #about = new Map<string, { readonly path: Path; readonly step: Step }[]>();
  /** Old names, in the order in which they were given up. */
  readonly #renames: Rename[] = [];
  readonly #instead = new Map<Step, readonly Step[]>();
  readonly #again = new Map<Step, Again>();

  constructor(engine: Engine) {
    this.#engine = engine;
  }

  /** @param dropping null: it goes with something else */
  make(path: Path, written: string, dropping: Dropping | null): readonly Step[] {
    const step = dropping?.(written) ?? null;
    this.#entries.set(keyOf(path), { state: 'made', step, dropping });
    return step === null ? [] : [step];
  }

  /** By the script: it, or what it is part of. */
  isMade(path: Path): boolean {
    return wholesOf(path).some((each) => this.#entries.get(keyOf(each))?.state === 'made');
  }

  /** There was one of this name until the script dropped or renamed it, and there is none now. */
  isGone(path: Path): boolean {
    return this.#entries.get(keyOf(path))?.state === 'gone';
  }

  /** Something that was there before has another name. */
  get hasRenames(): boolean {
    return this.#renames.length > 0;
  }

  /** What it was called before the script; null: it was not there. */
  before(path: Path): Path | null {
    for (const whole of [...wholesOf(path), path.slice(0, 1)]) {
      const entry = this.#entries.get(keyOf(whole));
      if (entry === undefined) continue;
      if (entry.state !== 'renamed') return null;
      return [...entry.before, ...path.slice(whole.length)];
    }
    return path;
  }

  /** These steps change this object, and go when it is dropped: it comes back as it was. */
  about(path: Path, steps: readonly Step[]): readonly Step[] {
    const key = keyOf(objectOf(path));
    const known = this.#about.get(key) ?? [];
    this.#about.set(key, known);
    for (const step of steps) known.push({ path, step });
    return steps;
  }

  /** @param written the new name, as it is written in SQL, for what is dropped by it */
  rename(from: Path, to: Path, written: string, back: Step): readonly Step[] {
    const before = this.before(from);
    const entry = this.#entries.get(keyOf(from));
    const isReplacing = this.isGone(to);
    this.#move(from, to);
    if (entry?.state === 'made') return this.#renameMade(entry, to, written, isReplacing);
    if (before === null) return [];
    const steps = entry?.state === 'renamed' ? [...entry.steps, back] : [back];
    this.#entries.set(keyOf(to), { state: 'renamed', before, steps });
    this.#entries.set(keyOf(from), { state: 'gone' });
    this.#renames.push({ name: from.at(-1) ?? '', step: back });
    return this.about(to, [back]);
  }

  /**
   * @param again makes it as it was before, by the name that it had there; null: not known
   * @returns null: not known
   */
  drop(path: Path, again: (before: Path) => readonly Step[] | null): readonly Step[] | null {
    const entry = this.#entries.get(keyOf(path));
    const before = this.before(path);
    if (entry?.state === 'made' && entry.step !== null) this.#instead.set(entry.step, []);
    this.#entries.set(keyOf(path), { state: 'gone' });
    if (before === null) return [];
    const steps = again(before);
    if (steps === null) return null;
    for (const about of this.#about.get(keyOf(objectOf(path))) ?? []) {
      if (isWithin(about.path, path)) this.#instead.set(about.step, []);
    }
    return this.again(before.at(-1) ?? '', steps, entry?.state === 'renamed' ? entry.steps : []);
  }

  /** Marks what makes something again as it was, by the names that it had then. */
  again(name: string, steps: readonly Step[], renamedBy: readonly Step[] = []): readonly Step[] {
    for (const step of steps) this.#again.set(step, { name, renamedBy });
    return steps;
  }

  /** It uses the names of before the script. */
  isAgain(step: Step): boolean {
    return this.#again.has(step);
  }

  /**
   * From what each statement needs to what all of them need: the last of them comes first. What is
   * made again as it was waits until what it names is called so again, or is there again.
   */
  wayBack(steps: readonly (readonly Step[])[]): readonly Step[] {
    const done: Step[] = [];
    const pending = new Map(this.#renames.map(({ step }) => [step, [] as Step[]]));
    const waiting: Rename[] = [];
    const emit = (step: Step): void => {
      done.push(...(this.#instead.get(step) ?? [step]));
      const behind = pending.get(step) ?? [];
      pending.delete(step);
      behind.forEach(emit);
    };
    for (const step of steps.toReversed().flat()) {
      const again = this.#again.get(step);
      const names = [...this.#renames, ...waiting].filter((each) => pending.has(each.step));
      const last = again && this.#lastOf(names, step, again);
      if (again === undefined || last === undefined) emit(step);
      else {
        pending.get(last)?.push(step);
        waiting.push({ name: again.name, step: last });
      }
    }
    return done;
  }

  /** The one that is undone last of those that a step has to wait for. */
  #lastOf(names: readonly Rename[], step: Step, { renamedBy }: Again): Step | undefined {
    const waitsFor = names.filter(
      (each) =>
        renamedBy.includes(each.step) ||
        (step.kind === 'statement' && mentions(step.sql, each.name, this.#engine)),
    );
    return this.#renames.find((each) => waitsFor.some((other) => other.step === each.step))?.step;
  }

  /** It is dropped where it was made; where it has taken another's place, before that one returns. */
  #renameMade(
    { step, dropping }: Entry & { state: 'made' },
    to: Path,
    written: string,
    isReplacing: boolean,
  ): readonly Step[] {
    if (step === null || dropping === null) return [];
    const drop = dropping(written);
    this.#instead.set(step, isReplacing ? [] : [drop]);
    if (!isReplacing) return [];
    this.#entries.set(keyOf(to), { state: 'made', step: drop, dropping });
    return [drop];
  }

  /** With its parts. */
  #move(from: Path, to: Path): void {
    for (const [key, entry] of [...this.#entries]) {
      const path = key.split(SEPARATOR);
      if (!isWithin(path, from)) continue;
      this.#entries.delete(key);
      this.#entries.set(keyOf([...to, ...path.slice(from.length)]), entry);
    }
    for (const [key, steps] of [...this.#about]) {
      const moved = steps.filter(({ path }) => isWithin(path, from));
      if (moved.length === 0) continue;
      const others = steps.filter((each) => !moved.includes(each));
      this.#about.set(key, others);
      for (const { path, step } of moved) {
        this.about([...to, ...path.slice(from.length)], [step]);
      }
    }
  }
}

const SEPARATOR = '\0';

function keyOf(path: Path): string {
  return path.join(SEPARATOR);
}

function objectOf(path: Path): Path {
  return path.slice(0, OBJECT);
}

/** How many parts name an object. */
const OBJECT = 3;

/** It, and what it goes with when that is dropped: no schema is dropped with what is in it. */
function wholesOf(path: Path): readonly Path[] {
  return path.length > OBJECT ? [path, objectOf(path)] : [path];
}

function isWithin(path: Path, whole: Path): boolean {
  return whole.every((part, index) => path[index] === part);
}
