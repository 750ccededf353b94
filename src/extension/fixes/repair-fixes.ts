import type { Problem } from '../../core/problem.ts';
import { repairsOn, repairTitle, type RepairAction } from '../model/repairs.ts';
import type { MigrationStatus } from '../../core/state.ts';
import type { Reading } from '../model/project-model.ts';

/** What can be done about the history where the file stays as it is; each asks before it does. */
export interface RepairFix {
  readonly action: RepairAction;
  readonly title: string;
}

export function repairFixes({ code, version }: Problem, { status }: Reading): readonly RepairFix[] {
  if (code !== 'modified' && code !== 'failed') return [];
  const found = status?.migrations.find((each) => each.version === version);
  if (found === undefined) return [];
  return repairsOn(found)
    .filter((action) => action !== 'restore' || !isFormOnly(found))
    .map((action) => ({ action, title: repairTitle(action, found) }));
}

/** Then the form itself is the remedy, as an edit that can be undone. */
function isFormOnly({ difference }: MigrationStatus): boolean {
  return difference === 'line-endings' || difference === 'byte-order-mark';
}
