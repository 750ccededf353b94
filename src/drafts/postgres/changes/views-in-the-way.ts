import type { Schema, SchemaChange, SchemaObject } from '../../../schema/schema.ts';
import { partsOf } from '../sql/parts.ts';
import { isView, viewsNaming } from '../sql/views.ts';

/** What is dropped, and what is made. */
export interface Remade {
  readonly gone: Set<SchemaObject>;
  readonly made: Set<SchemaObject>;
}

/** Views that name what is dropped, retyped or made anew can't stay, and come back as they are to be. */
export function remakeViews(
  before: Schema,
  after: Schema,
  { gone, made, changes }: Remade & { readonly changes: readonly SchemaChange[] },
): void {
  const retyped = changes.flatMap((change) =>
    change.change !== 'added' && change.before.kind === 'column' ? (change.before.owner ?? []) : [],
  );
  const inTheWay = [...retyped, ...[...gone].filter(isView).map(({ name }) => name)];
  for (const view of viewsNaming(inTheWay, before)) {
    gone.add(view);
    const again = after.objects.find(
      ({ kind, schema, name }) =>
        kind === view.kind && schema === view.schema && name === view.name,
    );
    if (again !== undefined) made.add(again);
  }
  for (const view of [...made].filter(isView)) {
    for (const part of partsOf(view, after)) if (part.kind !== 'column') made.add(part);
  }
}
