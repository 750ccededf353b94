import { compareSchemas } from '../../../schema/compare.ts';
import type { Schema } from '../../../schema/schema.ts';
import type { Step } from '../../draft.ts';
import { alterationOf } from './alterations.ts';
import { creationsAround } from './creations.ts';
import { dropsOf } from './drops.ts';
import { remakeViews } from './views-in-the-way.ts';

/** The statements that lead from one schema to the other. */
export function postgresSteps(before: Schema, after: Schema): readonly Step[] {
  const changes = compareSchemas(before, after);
  const altered = changes.flatMap((change) => {
    if (change.change !== 'changed') return [];
    return { ...change, steps: alterationOf(change.before, change.after, { before, after }) };
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
    ...creationsAround(
      altered.flatMap(({ steps }) => steps ?? []),
      made,
      after,
    ),
  ];
}
