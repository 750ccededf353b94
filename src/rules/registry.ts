import { breakingChange } from './breaking-change.ts';
import { dataLoss } from './data-loss.ts';
import { existingRows } from './existing-rows.ts';
import { missingComment } from './missing-comment.ts';
import { missingIfExists } from './missing-if-exists.ts';
import { missingWhere } from './missing-where.ts';
import { mixedChanges } from './mixed-changes.ts';
import { portableTypes } from './portable-types.ts';
import { blockingUnique } from './postgres/blocking-unique.ts';
import { charColumn } from './postgres/char-column.ts';
import { collidingNames } from './postgres/colliding-names.ts';
import { disabledProtection } from './postgres/disabled-protection.ts';
import { dropCascade } from './postgres/drop-cascade.ts';
import { heavyLock } from './postgres/heavy-lock.ts';
import { hiddenInvalidIndex } from './postgres/hidden-invalid-index.ts';
import { intPrimaryKey } from './postgres/int-primary-key.ts';
import { jsonColumn } from './postgres/json-column.ts';
import { longName } from './postgres/long-name.ts';
import { missingConcurrently } from './postgres/missing-concurrently.ts';
import { missingLockTimeout } from './postgres/missing-lock-timeout.ts';
import { missingNotValid } from './postgres/missing-not-valid.ts';
import { needsNoTransaction } from './postgres/needs-no-transaction.ts';
import { newEnumValue } from './postgres/new-enum-value.ts';
import { revokedRights } from './postgres/revoked-rights.ts';
import { rewritingColumn } from './postgres/rewriting-column.ts';
import { rewritingType } from './postgres/rewriting-type.ts';
import { scanningNotNull } from './postgres/scanning-not-null.ts';
import { severalStatements } from './postgres/several-statements.ts';
import { timestampWithoutZone } from './postgres/timestamp-without-zone.ts';
import { validatingAtOnce } from './postgres/validating-at-once.ts';
import { varcharColumn } from './postgres/varchar-column.ts';
import { workUnderLock } from './postgres/work-under-lock.ts';
import type { Rule, TreeRule } from './rule.ts';
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

/** Those that read PostgreSQL's trees. */
export const treeRules: readonly TreeRule[] = [
  disabledProtection,
  revokedRights,
  dropCascade,
  newEnumValue,
  severalStatements,
  needsNoTransaction,
  rewritingType,
  rewritingColumn,
  scanningNotNull,
  missingNotValid,
  validatingAtOnce,
  blockingUnique,
  missingConcurrently,
  heavyLock,
  workUnderLock,
  missingLockTimeout,
  jsonColumn,
  charColumn,
  varcharColumn,
  timestampWithoutZone,
  intPrimaryKey,
];
