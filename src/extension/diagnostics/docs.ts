import type { ProblemCode } from '../../core/problem.ts';
import { isRuleId } from '../../core/severities.ts';

const DOCS = 'https://github.com/strata-migrations/strata/blob/main/docs';

/** The page that explains every code, each under its own heading. */
export const PROBLEMS_PAGE = `${DOCS}/problems.md`;

/** The page that explains those that are house rules. */
export const RULES_PAGE = `${DOCS}/rules.md`;

export function explanationOf(code: ProblemCode): string {
  return `${isRuleId(code) ? RULES_PAGE : PROBLEMS_PAGE}#${code}`;
}
