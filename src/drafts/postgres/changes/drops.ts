import type { Schema, SchemaObject } from '../../../schema/schema.ts';
import { maybeRenamed, type Step } from '../../draft.ts';
import { inOrderOfMaking, mentions, ownName } from '../../order.ts';
import { dropSteps } from '../sql/drop.ts';
import { wholeIndex } from '../sql/partition-index.ts';
import { partsOf } from '../sql/parts.ts';
import { isIdentitySequence } from '../sql/sequence.ts';
import { isOfRange, wholeOf } from './wholes.ts';

/** The last that was made goes first; what goes along with its table, or its column, is not said. */
export function dropsOf(
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

/** With the column that it is on, or the whole that it is a partition of: an index, a constraint, a comment, a sequence of a serial. */
function goesAlong(object: SchemaObject, gone: ReadonlySet<SchemaObject>): boolean {
  const { kind, schema, owner, definition, name } = object;
  if (kind === 'comment') {
    return [...gone].some(
      (each) =>
        each !== object && each.kind !== 'comment' && mentions(name, ownName(each), 'postgres'),
    );
  }
  if (!['index', 'constraint', 'sequence', 'statistics'].includes(kind)) return false;
  const whole = wholeIndex(object);
  if (whole !== null) {
    const isGone = (each: SchemaObject): boolean =>
      each.kind === 'index' && mentions(whole, each.name, 'postgres');
    if ([...gone].some(isGone)) return true;
  }
  const text = definition.replace(/ REFERENCES .*$/, '');
  return [...gone].some(
    (each) =>
      each.kind === 'column' &&
      each.owner === owner &&
      each.schema === schema &&
      mentions(text, each.name, 'postgres'),
  );
}
