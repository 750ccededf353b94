import type { Check } from '../../checks/check.ts';
import { scriptsIn, type DirectedScript, type Migration } from '../../core/migration.ts';
import type { Problem, ProblemCode } from '../../core/problem.ts';
import { RULE_IDS } from '../../core/rule-ids.ts';
import type { Judged } from './verdicts.ts';

/** What reading the files does not tell by itself. */
const FOUND_BY_CHECKS: ReadonlySet<ProblemCode> = new Set<ProblemCode>([
  ...(['syntax', 'engine', 'not-checked', 'residue'] as const),
  ...RULE_IDS,
]);

/** What checking all has said, script by script. */
export function judgedIn({ migrations, problems }: Check): readonly (DirectedScript & Judged)[] {
  const byPath = Map.groupBy(
    problems.filter(({ code }) => FOUND_BY_CHECKS.has(code)),
    ({ path }) => path,
  );
  return migrations.flatMap((migration) =>
    [migration.up.path, ...(migration.down === null ? [] : [migration.down.path])]
      .filter((path, index, paths) => paths.indexOf(path) === index)
      .flatMap((path) => judgedAt(migration, path, byPath.get(path) ?? [])),
  );
}

function judgedAt(migration: Migration, path: string, problems: readonly Problem[]) {
  const scripts = scriptsIn(migration, path);
  return scripts.map((each, index) => {
    const begins = index === 0 ? 0 : each.script.start.line;
    const ends = scripts[index + 1]?.script.start.line ?? Infinity;
    const own = problems.filter(({ location }) => {
      const line = location?.line ?? 0;
      return begins <= line && line < ends;
    });
    return { ...each, problems: own, names: [], complete: true };
  });
}
