/** Every command that the extension contributes, as in package.json. */
export const commandIds = [
  'strata.create',
  'strata.applyAll',
  'strata.applyUpTo',
  'strata.apply',
  'strata.applyUpToHere',
  'strata.revertLast',
  'strata.revertDownTo',
  'strata.revert',
  'strata.revertDownToHere',
  'strata.redoLast',
  'strata.cancel',
  'strata.validate',
  'strata.showPlan',
  'strata.testConnection',
  'strata.refresh',
  'strata.showLog',
  'strata.openSettings',
  'strata.chooseFolder',
  'strata.manageTrust',
  'strata.openDownScript',
  'strata.copyVersion',
  'strata.copyChecksum',
  'strata.reveal',
] as const;

export type CommandId = (typeof commandIds)[number];
