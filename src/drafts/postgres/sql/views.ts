import type { Schema, SchemaObject } from '../../../schema/schema.ts';
import { mentions } from '../../order.ts';

export function isView({ kind }: SchemaObject): boolean {
  return kind === 'view' || kind === 'materialized view';
}

/** Views that name one of these, or a view that does; in the order in which they can be made. */
export function viewsNaming(names: Iterable<string>, { objects }: Schema): readonly SchemaObject[] {
  const inTheWay = new Set(names);
  const open = new Set(objects.filter(isView));
  const found: SchemaObject[] = [];
  for (let grown = true; grown;) {
    grown = false;
    for (const view of open) {
      const isNaming = [...inTheWay].some(
        (name) => name !== view.name && mentions(view.definition, name, 'postgres'),
      );
      if (!isNaming) continue;
      open.delete(view);
      found.push(view);
      inTheWay.add(view.name);
      grown = true;
    }
  }
  return found;
}
