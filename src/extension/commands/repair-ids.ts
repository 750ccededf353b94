import type { RepairAction } from '../model/repairs.ts';
import type { CommandId } from './command-ids.ts';

export const repairCommands = {
  continue: 'strata.continue',
  restore: 'strata.restoreApplied',
  move: 'strata.moveEdit',
  accept: 'strata.acceptChecksum',
  applied: 'strata.markApplied',
  'not-applied': 'strata.markNotApplied',
  forget: 'strata.forgetMissing',
} as const satisfies Record<RepairAction, CommandId>;
