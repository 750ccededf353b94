import { isByEngine, withoutRefused } from '../../checks/engine-problems.ts';
import type { Problem } from '../../core/problem.ts';
import type { MigrationFiles } from '../../core/reconcile.ts';
import { validate } from '../../runner/status.ts';
import type { Reading } from '../model/project-model.ts';
import { rangeOf, type TextSpan } from './place.ts';

/** A problem of a file, where an editor shows it. */
export interface PlacedProblem {
  readonly problem: Problem;
  /** Relative to the project. */
  readonly path: string;
  readonly range: TextSpan;
}

/** Of one problem, so many further ones. */
const MOST_PLACES = 20;

const BOM = '\uFEFF';

/**
 * Everything that is wrong with files, by path. Without a history nobody knows which scripts are
 * still to run, nor in which dialect: then it is what names, bytes and the configuration say.
 *
 * @param checked what checks say of the same texts
 * @param hasFailed whether it is told already that applying failed there
 */
export function problemsByFile(
  { files, status }: Reading,
  configuration: readonly Problem[] = [],
  checked: readonly Problem[] = [],
  hasFailed: (path: string, range: TextSpan) => boolean = () => false,
): ReadonlyMap<string, readonly PlacedProblem[]> {
  const read = status === null ? [...configuration, ...files.problems] : validate(status);
  const problems = withoutRepeats([...read, ...withoutRefused(checked, read)]);
  const marked = markedFiles(files);
  const placed = problems.flatMap((problem): readonly PlacedProblem[] => {
    const { path, location, elsewhere = [] } = problem;
    // What concerns no file is the tree's to show.
    if (path === null) return [];
    return [location, ...elsewhere.slice(0, MOST_PLACES)].map((each) => ({
      ...{ problem, path, range: rangeOf(each, marked.has(path)) },
    }));
  });
  const said = placed.filter(
    ({ problem, path, range }) => !isByEngine(problem) || !hasFailed(path, range),
  );
  return Map.groupBy(said, ({ path }) => path);
}

/** What reading and checking both say. */
function withoutRepeats(problems: readonly Problem[]): readonly Problem[] {
  const unique = new Map(
    problems.map((problem) => {
      const { code, path, location, message } = problem;
      return [JSON.stringify([code, path, location, message]), problem];
    }),
  );
  return [...unique.values()];
}

/** The paths of scripts that begin with a byte order mark, which an editor's text does not have. */
export function markedFiles({ migrations }: MigrationFiles): ReadonlySet<string> {
  const marked = new Set<string>();
  for (const { up, down } of migrations) {
    if (up.sql.startsWith(BOM)) marked.add(up.path);
    if (down?.sql.startsWith(BOM)) marked.add(down.path);
  }
  return marked;
}
