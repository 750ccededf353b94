import type { ProblemCode } from '../../core/problem.ts';
import { isRuleId } from '../../core/severities.ts';

const DOCS = 'https://github.com/strata-migrations/strata/blob/main/docs';

/** The page that explains every code, each under its own heading. */
export const PROBLEMS_PAGE = `${DOCS}/problems.md`;

/** Where checks are made, and what gives a shadow where there is none. */
export const SHADOWS_PAGE = `${DOCS}/checks.md#shadows`;

/** Those that are house rules have a page each. */
export const RULE_PAGES = `${DOCS}/rules`;

export function explanationOf(code: ProblemCode): string {
  return isRuleId(code) ? `${RULE_PAGES}/${code}.md` : `${PROBLEMS_PAGE}#${code}`;
}
