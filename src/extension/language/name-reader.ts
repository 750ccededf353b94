import type { Analyst } from '../../checks/analyst.ts';
import { NameIndex, type Mention, type ScriptNames } from '../../checks/name-index.ts';
import type { Engine } from '../../core/engine.ts';
import type { Direction, Migration, Script } from '../../core/migration.ts';
import type { NameUse } from '../../sql/name-use.ts';
import { migrationsIn } from '../checks/subjects.ts';
import type { ScriptPlace } from './script-place.ts';

interface Read {
  readonly engine: Engine;
  readonly names: Promise<readonly NameUse[]>;
}

/** What scripts name; each text is read once, when somebody asks for the first time. */
export class NameReader {
  readonly #analyst: Analyst;
  /** By their scripts, which are others when their texts are. */
  readonly #read = new WeakMap<Script, Read>();

  constructor(analyst: Analyst) {
    this.#analyst = analyst;
  }

  /** @throws StrataError as the analyst does */
  async namesOf(
    script: Script,
    { version }: Pick<Migration, 'version'>,
    direction: Direction,
    engine: Engine,
  ): Promise<readonly NameUse[]> {
    const known = this.#read.get(script);
    if (known?.engine === engine) return await known.names;
    const request = { script, version, direction, engine, severities: {} };
    const names = this.#analyst
      .analyse({ ...request, serverVersion: null, rules: false })
      .then((analysis) => analysis.names);
    this.#read.set(script, { engine, names });
    // What could not be read now may be later.
    names.catch(() => this.#read.delete(script));
    return await names;
  }

  /** The name at a place; null: there is none. */
  async mentionAt(place: ScriptPlace): Promise<Mention | null> {
    const { script, migration, direction, engine, offset } = place;
    const names = await this.namesOf(script, migration, direction, engine);
    const use = names.find(({ start, end }) => start <= offset && offset <= end);
    return use === undefined ? null : { script, use };
  }

  /** Of all migrations of a project, as they are now. */
  async indexOf({ project, reading, engine }: ScriptPlace): Promise<NameIndex> {
    const all: ScriptNames[] = [];
    // One after another, so that a check of what is being typed does not wait for all of them.
    for (const migration of migrationsIn(project, reading)) {
      const { up, down } = migration;
      for (const [direction, script] of [['up', up] as const, ['down', down] as const]) {
        if (script === null) continue;
        const names = await this.namesOf(script, migration, direction, engine);
        all.push({ script, direction, names });
      }
    }
    return new NameIndex(all);
  }
}
