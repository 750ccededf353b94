import { breakingChange } from './breaking-change.ts';
import { dataLoss } from './data-loss.ts';
import { existingRows } from './existing-rows.ts';
import { missingComment } from './missing-comment.ts';
import { missingIfExists } from './missing-if-exists.ts';
import { missingWhere } from './missing-where.ts';
import { mixedChanges } from './mixed-changes.ts';
import { portableTypes } from './portable-types.ts';
import { collidingNames } from './postgres/colliding-names.ts';
import { hiddenInvalidIndex } from './postgres/hidden-invalid-index.ts';
import { longName } from './postgres/long-name.ts';
import type { Rule } from './rule.ts';
import { attachedDatabase } from './sqlite/attached-database.ts';
import { cascadingDrop } from './sqlite/cascading-drop.ts';
import { foreignKeysPragma } from './sqlite/foreign-keys-pragma.ts';
import { vacuumInTransaction } from './sqlite/needs-no-transaction.ts';
import { tooLarge } from './too-large.ts';
import { unfillableColumn } from './unfillable-column.ts';
import { unindexedForeignKey } from './unindexed-foreign-key.ts';

/** All rules about what is in a script. */
export const rules: readonly Rule[] = [
  missingIfExists,
  missingComment,
  mixedChanges,
  tooLarge,
  unindexedForeignKey,
  breakingChange,
  dataLoss,
  missingWhere,
  unfillableColumn,
  existingRows,
  hiddenInvalidIndex,
  longName,
  collidingNames,
  vacuumInTransaction,
  foreignKeysPragma,
  attachedDatabase,
  cascadingDrop,
  portableTypes,
];
