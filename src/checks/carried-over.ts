import type { Script } from '../core/migration.ts';
import type { Problem } from '../core/problem.ts';

/**
 * What was said of an older text of a script, where its newer text has it. What touches an edited
 * line is left out: the next verdict says it again, or does not.
 */
export function carriedOver(
  problems: readonly Problem[],
  then: Pick<Script, 'sql' | 'start'>,
  now: Pick<Script, 'sql' | 'start'>,
): readonly Problem[] {
  const moved = now.start.line - then.start.line;
  if (then.sql === now.sql && moved === 0) return problems;
  const before = then.sql.split('\n');
  const after = now.sql.split('\n');
  const { head, tail } = unchanged(before, after);
  return problems.flatMap((problem): readonly Problem[] => {
    const { location } = problem;
    if (location === null) return [problem];
    if (location.endLine - then.start.line < head) return [shifted(problem, moved)];
    if (location.line - then.start.line < before.length - tail) return [];
    return [shifted(problem, moved + after.length - before.length)];
  });
}

/** How many lines are the same from the top, and how many of the others from the bottom. */
function unchanged(before: readonly string[], after: readonly string[]) {
  const shorter = Math.min(before.length, after.length);
  let head = 0;
  while (head < shorter && before[head] === after[head]) head++;
  let tail = 0;
  while (tail < shorter - head && before.at(-1 - tail) === after.at(-1 - tail)) tail++;
  return { head, tail };
}

/** Without its fix, whose edits are for where the text was. */
function shifted(problem: Problem, lines: number): Problem {
  const { code, severity, message, path, version, location } = problem;
  if (location === null || lines === 0) return problem;
  const { line, endLine } = location;
  return {
    ...{ code, severity, message, path, version },
    location: { ...location, line: line + lines, endLine: endLine + lines },
  };
}
