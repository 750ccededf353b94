import { missingComment } from './missing-comment.ts';
import { missingIfExists } from './missing-if-exists.ts';
import { mixedChanges } from './mixed-changes.ts';
import { portableTypes } from './portable-types.ts';
import type { Rule, TreeRule } from './rule.ts';
import { tooLarge } from './too-large.ts';
import { unindexedForeignKey } from './unindexed-foreign-key.ts';

/** All rules about what is in a script. */
export const rules: readonly Rule[] = [
  missingIfExists,
  missingComment,
  mixedChanges,
  tooLarge,
  unindexedForeignKey,
  portableTypes,
];

/** Those that read PostgreSQL's trees. */
export const treeRules: readonly TreeRule[] = [];
