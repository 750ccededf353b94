import type { Schema, SchemaObject } from '../../../schema/schema.ts';
import { statement, type Step } from '../../draft.ts';
import { identifier } from '../../names.ts';
import { columnChanges } from '../sql/column.ts';
import { creationSteps } from '../sql/create.ts';
import { tableOf } from '../sql/parts.ts';
import { privilegeChange } from '../sql/privileges.ts';
import { isIdentitySequence, sequenceAlteration, sequenceOwner } from '../sql/sequence.ts';
import { withSequence } from './serial-and-identity.ts';
import { tableChanges } from './table-changes.ts';
import { typeChanges } from './type-changes.ts';
import { isOfView } from './wholes.ts';

/** Null: it is dropped and made anew. */
export function alterationOf(
  old: SchemaObject,
  now: SchemaObject,
  schemas: { readonly before: Schema; readonly after: Schema },
): readonly Step[] | null {
  const { after } = schemas;
  switch (now.kind) {
    case 'column': {
      if (isOfView(now, after)) return [];
      const found = columnChanges(identifier(now.name), old.definition, now.definition);
      if (found === null) return null;
      const steps = found.map((each) => statement(`ALTER TABLE ${tableOf(now)} ${each}`));
      return withSequence(old, now, steps, schemas);
    }
    case 'function':
      return outerForm(old.definition) === outerForm(now.definition)
        ? [statement(now.definition)]
        : null;
    case 'sequence':
      if (isIdentitySequence(now, after)) return [sequenceAlteration(now)];
      return [sequenceAlteration(now), ...(old.owner === now.owner ? [] : sequenceOwner(now))];
    case 'comment':
    case 'owner':
      return creationSteps(now, after);
    case 'privilege':
    case 'default privilege':
      return privilegeChange({ change: 'changed', before: old, after: now }, after);
    case 'table':
      return tableChanges(old, now);
    case 'type':
    case 'domain':
    case 'collation':
    case 'schema':
    case 'extension':
    case 'foreign table':
    case 'other':
      return typeChanges(old, now);
    default:
      return null;
  }
}

/** All that can't be replaced: arguments and what is returned. */
function outerForm(definition: string): string {
  return definition.split('\n').slice(0, 2).join('\n');
}
