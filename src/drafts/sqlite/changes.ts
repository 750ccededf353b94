import { compareSchemas } from '../../schema/compare.ts';
import type { Schema, SchemaChange, SchemaObject } from '../../schema/schema.ts';
import { bare, emptyAgain, maybeRenamed, statement, type Step } from '../draft.ts';
import { identifier } from '../names.ts';
import { inOrderOfMaking, mentions } from '../order.ts';
import { columnText, creation, drop, find, isSame, partsOf } from './objects.ts';
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
    const keyed = [...rebuilt, ...dropped].some((name) => this.#isReferred(name));
    const body = [
      ...this.#drops(),
      ...altered.flatMap(({ table, inPlace }) => inPlace ?? this.#rebuilt(table)),
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
    const inPlace = isSimple ? own.map((change) => inPlaceOf(change, table)) : null;
    return { table, inPlace };
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

  #rebuilt(table: SchemaObject): readonly Step[] {
    return rebuild(table, this.#before, this.#after);
  }

  #isReferred(name: string): boolean {
    return this.#before.objects.some(
      ({ owner, definition }) =>
        owner !== null &&
        /\breferences\b/i.test(definition) &&
        mentions(definition, name, 'sqlite'),
    );
  }
}

/**
 * Dropping a table takes along the rows that refer to it, and in a transaction that can't be turned
 * off. Where a script is one, what it begins with is carried out before.
 */
function withoutForeignKeys(steps: readonly Step[]): readonly Step[] {
  return [
    statement('PRAGMA foreign_keys = OFF'),
    bare('BEGIN'),
    ...steps,
    bare('COMMIT'),
    bare('PRAGMA foreign_keys = ON'),
  ];
}

function inPlaceOf(change: SchemaChange, table: SchemaObject): Step {
  const object = objectOf(change);
  const head = `ALTER TABLE ${identifier(table.name)}`;
  return change.change === 'added'
    ? statement(`${head} ADD COLUMN ${columnText(object)}`)
    : statement(`${head} DROP COLUMN ${identifier(object.name)}`);
}

/** As https://www.sqlite.org/lang_altertable.html has it; rows may be there. */
export function isAddable(definition: string): boolean {
  const needsRows = /\bnot\s+null\b/i.test(definition) && !/\bdefault\b/i.test(definition);
  return (
    !needsRows &&
    !/\b(?:primary|unique|stored|current_time|current_date|current_timestamp)\b/i.test(
      definition,
    ) &&
    !/\bdefault\s*\(/i.test(definition) &&
    !(/\breferences\b/i.test(definition) && /\bdefault\b/i.test(definition))
  );
}

export function isDroppable(definition: string): boolean {
  return !/\b(?:primary|unique)\b/i.test(definition);
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

/** A table that is made empty, where one with rows was. */
export function recreated(object: SchemaObject, schema: Schema): readonly Step[] {
  const parts = partsOf(object, schema).filter(
    ({ kind }) => kind === 'index' || kind === 'trigger',
  );
  const isTable = object.kind === 'table';
  return [
    statement(creation(object, schema), isTable ? emptyAgain() : undefined),
    ...(isTable ? parts.map((part) => statement(creation(part, schema))) : []),
  ];
}
