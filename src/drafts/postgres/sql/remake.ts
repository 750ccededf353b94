import type { Schema, SchemaObject } from '../../../schema/schema.ts';
import { emptyAgain, type Step } from '../../draft.ts';
import { creationSteps } from './create.ts';
import { isWithinTable, partsOf } from './parts.ts';
import { isIdentitySequence, sequenceOwner } from './sequence.ts';
import { freeComments } from './target.ts';

/** Makes what was dropped again, with what is part of it; a table is empty then. */
export function remadeSteps(object: SchemaObject, schema: Schema): readonly Step[] {
  const isTable = object.kind === 'table';
  const parts = partsOf(object, schema).filter(
    (part) =>
      !(isTable ? isWithinTable(part) : part.kind === 'column') &&
      !isIdentitySequence(part, schema),
  );
  const sequences = parts.filter(({ kind }) => kind === 'sequence');
  const others = parts.filter(({ kind }) => kind !== 'sequence');
  const steps = (each: SchemaObject): readonly Step[] => creationSteps(each, schema);
  const [made, ...settings] = steps(object);
  const first = isTable && made?.kind === 'statement' ? { ...made, note: emptyAgain() } : made;
  return [
    ...sequences.flatMap(steps),
    ...(first === undefined ? [] : [first]),
    ...settings,
    ...sequences.flatMap(sequenceOwner),
    ...[...others, ...freeComments(object, schema)].flatMap(steps),
  ];
}
