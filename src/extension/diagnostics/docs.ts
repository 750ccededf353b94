import type { ProblemCode } from '../../core/problem.ts';

/** The page that explains every code, each under its own heading. */
export const PROBLEMS_PAGE =
  'https://github.com/strata-migrations/strata/blob/main/docs/problems.md';

export function explanationOf(code: ProblemCode): string {
  return `${PROBLEMS_PAGE}#${code}`;
}
