import * as l10n from '@vscode/l10n';
import { compareSchemas } from '../../schema/compare.ts';
import type { Schema, SchemaChange, SchemaObject } from '../../schema/schema.ts';
import { maybeRenamed, statement, todo, type Step } from '../draft.ts';
import { identifier, qualifiedName } from '../names.ts';
import { inOrderOfMaking, mentions, ownName, type Unit } from '../order.ts';
import { columnChanges } from './column.ts';
import {
  creationSteps,
  dropSteps,
  isIdentitySequence,
  isWithinTable,
  partsOf,
  sequenceOwner,
  sequenceText,
  tableOf,
  tableParts,
} from './objects.ts';

/** The statements that lead from one schema to the other. */
export function postgresSteps(before: Schema, after: Schema): readonly Step[] {
  const changes = compareSchemas(before, after);
  const altered = changes.flatMap((change) => {
    if (change.change !== 'changed') return [];
    return { ...change, steps: alterationOf(change.before, change.after, after) };
  });
  const gone = new Set(
    changes.flatMap((change) => (change.change === 'removed' ? change.before : [])),
  );
  const made = new Set(
    changes.flatMap((change) => (change.change === 'added' ? change.after : [])),
  );
  for (const { before: old, after: now, steps } of altered) {
    if (steps === null) {
      gone.add(old);
      made.add(now);
    }
  }
  remakeViews(before, after, { gone, made, changes });
  return [
    ...dropsOf(gone, made, before),
    ...typesFirst(
      altered.flatMap(({ steps }) => steps ?? []),
      made,
      after,
    ),
  ];
}

/** What is made comes before what refers to it, and what is altered between tables and views. */
function typesFirst(
  altered: readonly Step[],
  made: ReadonlySet<SchemaObject>,
  after: Schema,
): readonly Step[] {
  const units = unitsOf(made, after);
  const ordered = inOrderOfMaking(units, 'postgres');
  const late = new Set(['view', 'materialized view', 'trigger', 'rule', 'policy', 'comment']);
  const early = ordered.filter(({ object }) => !late.has(object.kind) && !isLate(object));
  const rest = ordered.filter((unit) => !early.includes(unit));
  const steps = ({ object }: Unit): readonly Step[] => creationSteps(object, after);
  return [
    ...early.flatMap(steps),
    ...altered,
    ...ordered.flatMap(({ object }) => sequenceOwner(object)),
    ...rest.toSorted((a, b) => rankOf(a.object) - rankOf(b.object)).flatMap(steps),
  ];
}

function isLate({ kind }: SchemaObject): boolean {
  return (
    kind === 'index' ||
    kind === 'constraint' ||
    kind.endsWith('privilege') ||
    kind === 'owner' ||
    kind === 'statistics'
  );
}

/** Keys before those that refer to them, views before what is on them, what is said of all last. */
function rankOf({ kind, definition }: SchemaObject): number {
  if (kind === 'constraint') return definition.startsWith('FOREIGN KEY') ? 1 : 0;
  return ['view', 'materialized view'].includes(kind) ? 2 : 3;
}

/** Less what is made together with its table, or by an identity column. */
function unitsOf(made: ReadonlySet<SchemaObject>, schema: Schema): readonly Unit[] {
  return [...made]
    .filter((object) => {
      if (isIdentitySequence(object, schema) || isOfRange(object, made)) return false;
      const whole = wholeOf(object, made);
      if (whole === null) return true;
      if (whole.kind !== 'table') return object.kind !== 'column';
      return !isWithinTable(object);
    })
    .map((object) => ({
      object,
      text: [
        object.definition.replace(/ OWNED BY .*$/, ''),
        ...(object.kind === 'table'
          ? partsOf(object, schema)
              .filter(isWithinTable)
              .map(({ definition }) => definition)
          : []),
      ].join(' '),
    }))
    .filter(({ object }) => object.kind !== 'column' || !isOfView(object, schema));
}

function wholeOf(
  { schema, owner }: SchemaObject,
  among: ReadonlySet<SchemaObject>,
): SchemaObject | null {
  if (owner === null) return null;
  const kinds = new Set([
    'table',
    'foreign table',
    'view',
    'materialized view',
    'function',
    'sequence',
  ]);
  return (
    [...among].find(
      (each) => kinds.has(each.kind) && each.schema === schema && each.name === owner,
    ) ?? null
  );
}

/** The last that was made goes first; what goes along with its table, or its column, is not said. */
function dropsOf(
  gone: ReadonlySet<SchemaObject>,
  made: ReadonlySet<SchemaObject>,
  before: Schema,
): readonly Step[] {
  const own = [...gone].filter(
    (object) =>
      wholeOf(object, gone) === null &&
      !isIdentitySequence(object, before) &&
      !isOfRange(object, gone) &&
      !goesAlong(object, gone),
  );
  const units = own.map((object) => ({
    object,
    text: [object, ...(object.kind === 'table' ? partsOf(object, before) : [])]
      .map(({ definition }) => definition)
      .join(' '),
  }));
  return inOrderOfMaking(units, 'postgres')
    .toReversed()
    .toSorted((a, b) => dropRank(a.object) - dropRank(b.object))
    .flatMap(({ object }) => {
      const holds = object.kind === 'table' || object.kind === 'column';
      const others = [...made].some(({ kind }) => kind === object.kind);
      const steps = dropSteps(object, before);
      if (!holds || !others) return steps;
      return steps.map((step) => ({ ...step, note: maybeRenamed() }));
    });
}

/** A foreign key stands in the way of the table, or the key, that it refers to. */
function dropRank({ kind, definition }: SchemaObject): number {
  if (['comment', 'privilege', 'default privilege', 'policy', 'trigger', 'rule'].includes(kind))
    return 0;
  if (['view', 'materialized view'].includes(kind)) return 1;
  return kind === 'constraint' && definition.startsWith('FOREIGN KEY') ? 2 : 3;
}

/** The cast to its multirange comes and goes with a range. */
function isOfRange({ kind, name }: SchemaObject, among: ReadonlySet<SchemaObject>): boolean {
  if (kind !== 'cast') return false;
  const range = /^(?:.*\.)?"?(.*?)"? AS /.exec(name)?.[1];
  return [...among].some(
    (each) => each.kind === 'type' && each.name === range && each.definition.startsWith('AS RANGE'),
  );
}

/** With the column that it is on: an index, a constraint, a comment, a sequence of a serial. */
function goesAlong(object: SchemaObject, gone: ReadonlySet<SchemaObject>): boolean {
  const { kind, schema, owner, definition, name } = object;
  if (kind === 'comment') {
    return [...gone].some(
      (each) =>
        each !== object && each.kind !== 'comment' && mentions(name, ownName(each), 'postgres'),
    );
  }
  if (!['index', 'constraint', 'sequence', 'statistics'].includes(kind)) return false;
  const text = definition.replace(/ REFERENCES .*$/, '');
  return [...gone].some(
    (each) =>
      each.kind === 'column' &&
      each.owner === owner &&
      each.schema === schema &&
      mentions(text, each.name, 'postgres'),
  );
}

/** Views that name what is dropped, retyped or made anew can't stay, and come back as they are to be. */
function remakeViews(
  before: Schema,
  after: Schema,
  {
    gone,
    made,
    changes,
  }: {
    readonly gone: Set<SchemaObject>;
    readonly made: Set<SchemaObject>;
    readonly changes: readonly SchemaChange[];
  },
): void {
  const inTheWay = new Set(
    [...gone]
      .filter(({ kind }) => kind === 'view' || kind === 'materialized view')
      .map(({ name }) => name),
  );
  for (const change of changes) {
    const object = change.change === 'added' ? null : change.before;
    if (object?.kind === 'column' && object.owner !== null) inTheWay.add(object.owner);
  }
  for (let grown = true; grown;) {
    grown = false;
    for (const view of before.objects) {
      if ((view.kind !== 'view' && view.kind !== 'materialized view') || gone.has(view)) continue;
      if (
        ![...inTheWay].some(
          (name) => name !== view.name && mentions(view.definition, name, 'postgres'),
        )
      )
        continue;
      gone.add(view);
      inTheWay.add(view.name);
      grown = true;
      const again = after.objects.find(
        ({ kind, schema, name }) =>
          kind === view.kind && schema === view.schema && name === view.name,
      );
      if (again !== undefined) made.add(again);
    }
  }
  for (const view of [...made].filter(({ kind }) => kind.endsWith('view'))) {
    for (const part of partsOf(view, after)) if (part.kind !== 'column') made.add(part);
  }
}

/** Null: it is dropped and made anew. */
function alterationOf(old: SchemaObject, now: SchemaObject, after: Schema): readonly Step[] | null {
  const own = qualifiedName(now.schema, now.name);
  switch (now.kind) {
    case 'column': {
      if (isOfView(now, after)) return [];
      const found = columnChanges(identifier(now.name), old.definition, now.definition);
      return found?.map((each) => statement(`ALTER TABLE ${tableOf(now)} ${each}`)) ?? null;
    }
    case 'function':
      return outerForm(old.definition) === outerForm(now.definition)
        ? [statement(now.definition)]
        : null;
    case 'sequence':
      if (isIdentitySequence(now, after)) return [];
      return [
        statement(
          `ALTER ${sequenceText(own, now.definition)}${/ CYCLE\b/.test(now.definition) ? '' : ' NO CYCLE'}`,
        ),
        ...(old.owner === now.owner ? [] : sequenceOwner(now)),
      ];
    case 'comment':
    case 'owner':
      return creationSteps(now, after);
    case 'privilege':
    case 'default privilege':
      return [...dropSteps(old, after), ...creationSteps(now, after)];
    case 'table':
      return tableChange(own, old, now);
    case 'type':
    case 'domain':
    case 'collation':
    case 'schema':
    case 'extension':
    case 'foreign table':
    case 'other':
      return typeChange(old, now, own);
    default:
      return null;
  }
}

function isOfView({ schema, owner }: SchemaObject, { objects }: Schema): boolean {
  return objects.some(
    (each) => each.kind.endsWith('view') && each.schema === schema && each.name === owner,
  );
}

/** All that can't be replaced: arguments and what is returned. */
function outerForm(definition: string): string {
  return definition.split('\n').slice(0, 2).join('\n');
}

/** Values can be added to an enumeration; all else of a type in use is a person's to write. */
function typeChange(old: SchemaObject, now: SchemaObject, own: string): readonly Step[] {
  const [had, has] = [labelsOf(old), labelsOf(now)];
  const isEnum = now.definition.startsWith('AS ENUM');
  if (isEnum && had.every((value) => has.includes(value))) {
    return has.flatMap((value, index) => {
      if (had.includes(value)) return [];
      const place = index === 0 ? `BEFORE ${had[0] ?? ''}` : `AFTER ${has[index - 1] ?? ''}`;
      return [
        statement(`ALTER TYPE ${own} ADD VALUE ${value}${had.length > 0 ? ` ${place}` : ''}`),
      ];
    });
  }
  const words = l10n.t('change {0} {1}, which is used, to this:', now.kind, own);
  return [todo(words, now.definition)];
}

function labelsOf({ definition }: SchemaObject): readonly string[] {
  return definition.match(/'(?:[^']|'')*'/g) ?? [];
}

function tableChange(own: string, old: SchemaObject, now: SchemaObject): readonly Step[] {
  const [was, is] = [tableParts(old.definition), tableParts(now.definition)];
  const options = (tail: string): string => /WITH \((.*?)\)/.exec(tail)?.[1] ?? '';
  const rest = (tail: string): string => tail.replace(/WITH \(.*?\)/, '').trim();
  if (rest(was.tail) !== rest(is.tail)) {
    return [
      todo(l10n.t('change table {0} to this:', own), now.definition || l10n.t('a plain table')),
    ];
  }
  const names = (text: string): readonly string[] =>
    text.split(', ').flatMap((each) => (each === '' ? [] : each.replace(/=.*$/, '')));
  const reset = names(options(was.tail)).filter((name) => !names(options(is.tail)).includes(name));
  const found = [
    ...(was.head === is.head ? [] : [`SET ${is.head === '' ? 'LOGGED' : 'UNLOGGED'}`]),
    ...(reset.length === 0 ? [] : [`RESET (${reset.join(', ')})`]),
    ...(options(was.tail) === options(is.tail) || options(is.tail) === ''
      ? []
      : [`SET (${options(is.tail)})`]),
    ...was.settings
      .filter((each) => !is.settings.includes(each))
      .flatMap((each) => offOf(each, is.settings)),
    ...is.settings.filter((each) => !was.settings.includes(each)),
  ];
  return found.map((each) => statement(`ALTER TABLE ${own} ${each}`));
}

function offOf(setting: string, now: readonly string[]): readonly string[] {
  if (setting.startsWith('ENABLE ROW')) return ['DISABLE ROW LEVEL SECURITY'];
  if (setting.startsWith('FORCE ROW')) return ['NO FORCE ROW LEVEL SECURITY'];
  if (setting.startsWith('CLUSTER')) return ['SET WITHOUT CLUSTER'];
  return now.some((each) => each.startsWith('REPLICA')) ? [] : ['REPLICA IDENTITY DEFAULT'];
}
