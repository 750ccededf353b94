import type { Engine } from '../core/engine.ts';
import type { Direction, Script } from '../core/migration.ts';
import { OWN_TABLES } from '../core/own-tables.ts';
import type { Problem } from '../core/problem.ts';
import type { RuleSeverities } from '../core/severities.ts';
import type { TableName } from '../core/statement.ts';
import { checkRules } from '../rules/check.ts';
import { inspect } from '../sql/inspect.ts';
import type { Surroundings } from './surroundings.ts';

/** A script as what it is judged. */
export interface Judged {
  readonly script: Script;
  readonly version: string;
  readonly direction: Direction;
}

/**
 * What would keep a script from running as it should.
 *
 * @param history the table of it
 */
export function obstaclesIn(
  { script, version, direction }: Judged,
  engine: Engine,
  history: TableName,
): readonly Problem[] {
  return obstacles.of(script, [engine, history.schema, history.name], () =>
    inspect(script, version, direction, engine, [history, ...OWN_TABLES]),
  );
}

/** What the house rules say of it, as serious as a team takes them. */
export function adviceOn(
  { script, version, direction }: Judged,
  { engine, severities, surroundings, surroundingsText }: Circumstances,
): readonly Problem[] {
  return advice.of(script, [engine, severities, surroundingsText], () =>
    checkRules(script, { version, direction, engine, severities, ...surroundings }),
  );
}

/** What all scripts of a project are judged by. */
export interface Circumstances {
  readonly engine: Engine;
  readonly severities: RuleSeverities;
  readonly surroundings: Surroundings;
  /** By which they are told from others. */
  readonly surroundingsText: string;
}

/** Most scripts are the same from one reading to the next, and judged on one engine. */
export class Memory {
  readonly #known = new WeakMap<
    Script,
    { readonly circumstances: readonly unknown[]; readonly problems: readonly Problem[] }
  >();

  of(
    script: Script,
    circumstances: readonly unknown[],
    find: () => readonly Problem[],
  ): readonly Problem[] {
    return this.get(script, circumstances) ?? this.keep(script, circumstances, find());
  }

  get(script: Script, circumstances: readonly unknown[]): readonly Problem[] | null {
    const known = this.#known.get(script);
    const isSame = known?.circumstances.every((each, index) => each === circumstances[index]);
    return known !== undefined && isSame ? known.problems : null;
  }

  keep(
    script: Script,
    circumstances: readonly unknown[],
    problems: readonly Problem[],
  ): readonly Problem[] {
    this.#known.set(script, { circumstances, problems });
    return problems;
  }
}

const obstacles = new Memory();
const advice = new Memory();
