/** House rules: good practice, whose severity a team decides; each has its page in docs/rules. */
export const RULE_IDS = [
  'missing-if-exists',
  'missing-comment',
  'mixed-changes',
  'too-large',
  'unindexed-foreign-key',
  'portable-types',
  'unpadded-version',
  'lower-case-v',
  'single-underscore',
] as const;

export type RuleId = (typeof RULE_IDS)[number];
