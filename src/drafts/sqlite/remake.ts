import type { Schema, SchemaObject } from '../../schema/schema.ts';
import { emptyAgain, statement, type Step } from '../draft.ts';
import { creation, partsOf } from './objects.ts';

/** Makes what was dropped again; a table is empty then. */
export function remadeSteps(object: SchemaObject, schema: Schema): readonly Step[] {
  const parts = partsOf(object, schema).filter(
    ({ kind }) => kind === 'index' || kind === 'trigger',
  );
  const isTable = object.kind === 'table';
  return [
    statement(creation(object, schema), isTable ? emptyAgain() : undefined),
    ...(isTable ? parts.map((part) => statement(creation(part, schema))) : []),
  ];
}
