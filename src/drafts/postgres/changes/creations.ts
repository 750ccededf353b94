import type { Schema, SchemaObject } from '../../../schema/schema.ts';
import type { Step } from '../../draft.ts';
import { inOrderOfMaking, type Unit } from '../../order.ts';
import { creationSteps } from '../sql/create.ts';
import { isWithinTable, partsOf } from '../sql/parts.ts';
import { identityOptions, isIdentitySequence, sequenceOwner } from '../sql/sequence.ts';
import { isOfRange, isOfView, wholeOf } from './wholes.ts';

/** What is made comes before what refers to it, and what is altered between tables and views. */
export function creationsAround(
  altered: readonly Step[],
  made: ReadonlySet<SchemaObject>,
  after: Schema,
): readonly Step[] {
  const units = unitsOf(made, after);
  const ordered = inOrderOfMaking(units, 'postgres');
  const early = ordered.filter(({ object }) => !isLate(object));
  const rest = ordered.filter((unit) => !early.includes(unit));
  const steps = ({ object }: Unit): readonly Step[] => creationSteps(object, after);
  return [
    ...early.flatMap(steps),
    ...altered,
    ...ordered.flatMap(({ object }) => sequenceOwner(object)),
    ...[...made].flatMap((each) => (isIdentitySequence(each, after) ? identityOptions(each) : [])),
    ...rest.toSorted((a, b) => rankOf(a.object) - rankOf(b.object)).flatMap(steps),
  ];
}

/** What is on what is made, and may be on what is altered. */
function isLate({ kind }: SchemaObject): boolean {
  return (
    kind === 'index' ||
    kind === 'constraint' ||
    kind.endsWith('privilege') ||
    kind === 'owner' ||
    kind === 'statistics' ||
    ['view', 'materialized view'].includes(kind)
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
