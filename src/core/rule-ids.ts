/** By what house rules read a script: its text, or PostgreSQL's own trees. */
const READS = {
  'missing-if-exists': 'text',
  'missing-comment': 'text',
  'mixed-changes': 'text',
  'too-large': 'text',
  'unindexed-foreign-key': 'text',
  'portable-types': 'text',
  'data-loss': 'text',
  'drop-cascade': 'tree',
  'missing-where': 'text',
  'unfillable-column': 'text',
  'existing-rows': 'text',
  'breaking-change': 'text',
  'needs-no-transaction': 'tree',
  'several-statements': 'tree',
  'new-enum-value': 'tree',
  'hidden-invalid-index': 'text',
  'long-name': 'text',
  'colliding-names': 'text',
  'revoked-rights': 'tree',
  'disabled-protection': 'tree',
  'foreign-keys-pragma': 'text',
  'attached-database': 'text',
  'rewriting-type': 'tree',
  'rewriting-column': 'tree',
  'scanning-not-null': 'tree',
  'missing-not-valid': 'tree',
  'validating-at-once': 'tree',
  'blocking-unique': 'tree',
  'missing-concurrently': 'tree',
  'heavy-lock': 'tree',
  'work-under-lock': 'tree',
  'missing-lock-timeout': 'tree',
  'json-column': 'tree',
  'char-column': 'tree',
  'varchar-column': 'tree',
  'timestamp-without-zone': 'tree',
  'int-primary-key': 'tree',
  'cascading-drop': 'text',
  'unpadded-version': 'text',
  'lower-case-v': 'text',
  'single-underscore': 'text',
} as const;

export type RuleId = keyof typeof READS;

/** House rules: good practice, whose severity a team decides; each has its page in docs/rules. */
export const RULE_IDS = Object.keys(READS) as readonly RuleId[];

export type TreeRuleId = {
  [Id in RuleId]: (typeof READS)[Id] extends 'tree' ? Id : never;
}[RuleId];

export const TREE_RULE_IDS: readonly TreeRuleId[] = RULE_IDS.filter(
  (id): id is TreeRuleId => READS[id] === 'tree',
);
