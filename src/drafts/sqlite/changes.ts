import { compareSchemas } from '../../schema/compare.ts';
import type { Schema, SchemaChange, SchemaObject } from '../../schema/schema.ts';
import { maybeRenamed, statement, type Step } from '../draft.ts';
import { inOrderOfMaking, mentions } from '../order.ts';
import { isReferred, withoutForeignKeys } from './foreign-keys.ts';
import { inPlace, isAddable, isDroppable } from './in-place.ts';
import { creation, drop, find, isSame, partsOf } from './objects.ts';
import { rebuild } from './rebuild.ts';

/** The statements that lead from one schema to the other. */
export function sqliteSteps(before: Schema, after: Schema): readonly Step[] {
  const changes = compareSchemas(before, after);
  const plan = new Plan(before, after, changes);
  return plan.steps();
}

class Plan {
  readonly #before: Schema;
  readonly #after: Schema;
  readonly #gone: Set<SchemaObject>;
  readonly #made: Set<SchemaObject>;
  /** Tables, as they are to be, of which a part has changed. */
  readonly #altered: readonly SchemaObject[];
  readonly #changes: readonly SchemaChange[];

  constructor(before: Schema, after: Schema, changes: readonly SchemaChange[]) {
    this.#before = before;
    this.#after = after;
    this.#changes = changes;
    const whole = changes.filter((change) => !isPartOfText(objectOf(change)));
    const remade = whole.filter((each) => each.change === 'changed' && each.after.kind !== 'table');
    this.#gone = new Set(
      [...whole.filter(({ change }) => change === 'removed'), ...remade].flatMap(beforeOf),
    );
    this.#made = new Set(
      [...whole.filter(({ change }) => change === 'added'), ...remade].flatMap(afterOf),
    );
    const touched = changes.filter(
      (change) => isPartOfText(objectOf(change)) || change.change === 'changed',
    );
    this.#altered = after.objects.filter(
      (table) =>
        table.kind === 'table' &&
        find(before, 'table', table.name) !== null &&
        touched.some((change) => isOf(objectOf(change), table.name)),
    );
  }

  steps(): readonly Step[] {
    const altered = this.#altered.map((table) => this.#alteration(table));
    const rebuilt = altered.flatMap(({ table, inPlace }) => (inPlace === null ? [table.name] : []));
    this.#remakeAround(rebuilt);
    const dropped = [...this.#gone].flatMap((each) => (each.kind === 'table' ? each.name : []));
    const keyed = [...rebuilt, ...dropped].some((name) => isReferred(name, this.#before));
    const body = [
      ...this.#drops(),
      ...altered.flatMap(
        ({ table, inPlace }) => inPlace ?? rebuild(table, this.#before, this.#after),
      ),
      ...this.#creations(),
    ];
    return keyed ? withoutForeignKeys(body) : body;
  }

  /** Dropped parts go with their table. */
  #drops(): readonly Step[] {
    const gone = this.#ordered(this.#gone, this.#before).toReversed();
    const tables = gone.filter(({ kind }) => kind === 'table');
    return gone
      .filter(({ owner }) => !tables.some(({ name }) => owner !== null && isSame(owner, name)))
      .map((object) => statement(drop(object), this.#mayBeRenamed(object)));
  }

  /** No schema tells a new name from another table. */
  #mayBeRenamed({ kind }: SchemaObject): string | undefined {
    const others = [...this.#made].some((each) => each.kind === kind);
    return kind === 'table' && others ? maybeRenamed() : undefined;
  }

  #creations(): readonly Step[] {
    return this.#ordered(this.#made, this.#after).map((object) =>
      statement(creation(object, this.#after)),
    );
  }

  #ordered(objects: ReadonlySet<SchemaObject>, schema: Schema): readonly SchemaObject[] {
    const units = [...objects].map((object) => ({ object, text: creation(object, schema) }));
    return inOrderOfMaking(units, 'sqlite').map(({ object }) => object);
  }

  /** Null: only by making the table anew. */
  #alteration(table: SchemaObject): { table: SchemaObject; inPlace: readonly Step[] | null } {
    const own = this.#changes.filter(
      (change) => isPartOfText(objectOf(change)) && isOf(objectOf(change), table.name),
    );
    const isSimple =
      own.length > 0 &&
      !this.#changes.some((change) => change.change === 'changed' && change.after === table) &&
      own.every((change) => this.#isSimple(change, table));
    return { table, inPlace: isSimple ? own.map((change) => inPlace(change, table)) : null };
  }

  #isSimple(change: SchemaChange, table: SchemaObject): boolean {
    const { kind, definition, name } = objectOf(change);
    if (kind !== 'column' || change.change === 'changed') return false;
    if (change.change === 'added') return isAddable(definition);
    const old = find(this.#before, 'table', table.name) ?? table;
    return (
      isDroppable(definition) &&
      !partsOf(old, this.#before).some(
        (part) =>
          !this.#gone.has(part) && part.name !== name && mentions(part.definition, name, 'sqlite'),
      ) &&
      !this.#before.objects.some(
        (each) =>
          (each.kind === 'view' || each.kind === 'trigger') &&
          !this.#gone.has(each) &&
          mentions(each.definition, table.name, 'sqlite'),
      )
    );
  }

  /** What names a table that is made anew goes before, and comes back as it is to be. */
  #remakeAround(tables: readonly string[]): void {
    for (const object of this.#before.objects) {
      const around = object.kind === 'view' || object.kind === 'trigger' || object.kind === 'index';
      if (!around || this.#gone.has(object)) continue;
      const names = [...this.#gone].flatMap((each) => (each.kind === 'view' ? each.name : []));
      const touched = [...tables, ...(object.kind === 'index' ? [] : names)];
      if (!touched.some((name) => mentions(object.definition, name, 'sqlite'))) continue;
      const again = find(this.#after, object.kind, object.name);
      this.#gone.add(object);
      if (again !== null) this.#made.add(again);
    }
  }
}

/** What only its table's own text tells. */
function isPartOfText({ kind }: SchemaObject): boolean {
  return kind === 'column' || kind === 'constraint';
}

function isOf({ owner, name }: SchemaObject, table: string): boolean {
  return isSame(owner ?? name, table);
}

function objectOf(change: SchemaChange): SchemaObject {
  return change.change === 'removed' ? change.before : change.after;
}

function beforeOf(change: SchemaChange): readonly SchemaObject[] {
  return change.change === 'added' ? [] : [change.before];
}

function afterOf(change: SchemaChange): readonly SchemaObject[] {
  return change.change === 'removed' ? [] : [change.after];
}
