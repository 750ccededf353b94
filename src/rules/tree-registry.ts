import { blockingUnique } from './postgres/blocking-unique.ts';
import { charColumn } from './postgres/char-column.ts';
import { disabledProtection } from './postgres/disabled-protection.ts';
import { dropCascade } from './postgres/drop-cascade.ts';
import { heavyLock } from './postgres/heavy-lock.ts';
import { intPrimaryKey } from './postgres/int-primary-key.ts';
import { jsonColumn } from './postgres/json-column.ts';
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
import type { TreeRule } from './rule.ts';

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
