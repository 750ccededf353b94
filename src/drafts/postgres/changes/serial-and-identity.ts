import type { Schema, SchemaObject } from '../../../schema/schema.ts';
import { statement, type Step } from '../../draft.ts';
import { identifier, qualifiedName, sqlString } from '../../names.ts';
import { mentions } from '../../order.ts';
import { columnParts } from '../sql/column.ts';
import { ownedBy, sequenceCreation, sequenceOwner } from '../sql/sequence.ts';

/**
 * What makes an identity of a serial column, or a serial of an identity, where the new sequence has
 * the name of the old one: that steps aside first, and the new one goes on where it has stopped.
 *
 * @param changes of the column alone
 */
export function withSequence(
  old: SchemaObject,
  now: SchemaObject,
  changes: readonly Step[],
  { before, after }: { readonly before: Schema; readonly after: Schema },
): readonly Step[] {
  const [was, is] = [columnParts(old.definition), columnParts(now.definition)];
  const becomesIdentity = was.identity === '' && is.identity !== '';
  const becomesSerial = was.identity !== '' && is.identity === '';
  if (!becomesIdentity && !becomesSerial) return changes;
  const fallback = becomesIdentity ? was.fallback : is.fallback;
  const sequence = sequenceOf(now, after);
  const hadIt = sequence !== null && sequenceOf(old, before)?.name === sequence.name;
  if (!hadIt || !mentions(fallback, sequence.name, 'postgres')) return changes;

  const aside = `${sequence.name}_old`;
  const [own, former] = [sequence.name, aside].map((name) => qualifiedName(now.schema, name));
  const goesAside = statement(`ALTER SEQUENCE ${own} RENAME TO ${identifier(aside)}`);
  const goesOn = statement(
    `SELECT setval(${sqlString(own ?? '')}, nextval(${sqlString(former ?? '')}), false)`,
  );
  // An identity takes its sequence along.
  return becomesSerial
    ? [goesAside, sequenceCreation(sequence), goesOn, ...changes, ...sequenceOwner(sequence)]
    : [
        goesAside,
        statement(`ALTER SEQUENCE ${former} OWNED BY NONE`),
        ...changes,
        goesOn,
        statement(`DROP SEQUENCE ${former}`),
      ];
}

function sequenceOf(column: SchemaObject, { objects }: Schema): SchemaObject | null {
  const all = objects.filter(
    (each) =>
      each.kind === 'sequence' &&
      each.schema === column.schema &&
      each.owner === column.owner &&
      ownedBy(each) === identifier(column.name),
  );
  const [one = null, ...others] = all;
  return others.length === 0 ? one : null;
}
