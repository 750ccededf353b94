import type { Schemas } from '../../../schema/schema.ts';
import { split } from '../../../sql/split.ts';
import { columnLost, type Step } from '../../draft.ts';
import { sqliteSteps } from '../changes.ts';
import { find } from '../objects.ts';
import { Reversal } from './statements.ts';

/** What takes a script's statements back, the last of them first. */
export function sqliteReversal(sql: string, schemas: Schemas | null): readonly Step[] {
  const reversal = new Reversal(sql, schemas?.before ?? null);
  const steps = reversal.lineage.wayBack(
    split(sql, 'sqlite').map((fragment) => reversal.of(fragment)),
  );
  if (!reversal.needsRebuild || schemas?.after == null) return steps;
  // Tables that are made anew keep their rows only where both shapes are known.
  const rows = steps.filter(({ kind }) => kind === 'todo');
  return [...rows, ...rebuiltBack({ before: schemas.before, after: schemas.after })];
}

function rebuiltBack({
  before,
  after,
}: Schemas & { readonly after: Schemas['before'] }): readonly Step[] {
  const isLossy = before.objects.some(
    ({ kind, name, owner }) =>
      kind === 'column' &&
      owner !== null &&
      find(after, 'table', owner) !== null &&
      find(after, 'column', name, owner) === null,
  );
  const steps = sqliteSteps(after, before);
  if (!isLossy) return steps;
  const first = steps.find((step) => step.kind === 'statement' && FILLS.test(step.sql));
  return steps.map((step) =>
    step === first && step.kind === 'statement' ? { ...step, note: columnLost() } : step,
  );
}

const FILLS = /^(?:INSERT INTO|ALTER TABLE .* ADD COLUMN)\b/;
