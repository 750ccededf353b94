import type { Problem, Severity } from './problem.ts';
import { RULE_IDS, type RuleId } from './rule-ids.ts';

/** What a team may set the severity of: good practice, and no fact about files or history. */
export type HouseRule = RuleId | 'gap' | 'missing-down';

export const HOUSE_RULES: readonly HouseRule[] = [...RULE_IDS, 'gap', 'missing-down'];

/** Settings name them. */
export const RULE_LEVELS = ['off', 'info', 'warning', 'error'] as const;

export type RuleLevel = Severity | 'off';

/** How serious a team takes house rules; what it doesn't name stays as it is. */
export type RuleSeverities = Readonly<Partial<Record<HouseRule, RuleLevel>>>;

export function isHouseRule(code: string): code is HouseRule {
  return (HOUSE_RULES as readonly string[]).includes(code);
}

/** One of those that are explained in docs/rules. */
export function isRuleId(code: string): code is RuleId {
  return isHouseRule(code) && code !== 'gap' && code !== 'missing-down';
}

/** A team takes it for an error, and so lets nothing run that has it. One by default is advice. */
export function isStrict(code: string, severities: RuleSeverities): boolean {
  return isHouseRule(code) && severities[code] === 'error';
}

/** Whether there can be anything that `isStrict`. */
export function isAnyStrict(severities: RuleSeverities): boolean {
  return Object.values(severities).includes('error');
}

/** The problems as a team takes them: only those that are house rules can change or go. */
export function withSeverities(
  problems: readonly Problem[],
  severities: RuleSeverities,
): readonly Problem[] {
  return problems.flatMap((problem): readonly Problem[] => {
    const level = isHouseRule(problem.code) ? severities[problem.code] : undefined;
    if (level === 'off') return [];
    return level === undefined ? [problem] : [{ ...problem, severity: level }];
  });
}

/** Those of an editor's settings, where anything may stand, that can be meant. */
export function readSeverities(setting: unknown): RuleSeverities {
  if (typeof setting !== 'object' || setting === null) return {};
  const levels: readonly unknown[] = RULE_LEVELS;
  return Object.fromEntries(
    Object.entries(setting).filter(([id, level]) => isHouseRule(id) && levels.includes(level)),
  );
}
