import type { Loaded } from '../conventions/convention.ts';
import type { Migration, Script } from '../core/migration.ts';
import type { Fix, Problem } from '../core/problem.ts';

/** Makes of a path relative to the migrations folder one relative to the project. */
export type Rebase = (path: string) => string;

export function rebaseLoaded({ migration, problems }: Loaded, rebase: Rebase): Loaded {
  return {
    migration: rebaseMigration(migration, rebase),
    problems: problems.map((each) => rebaseProblem(each, rebase)),
  };
}

export function rebaseProblem(problem: Problem, rebase: Rebase): Problem {
  const { path, related, fix } = problem;
  return {
    ...problem,
    path: path === null ? null : rebase(path),
    ...(related && { related: related.map(rebase) }),
    ...(fix && { fix: rebaseFix(fix, rebase) }),
  };
}

function rebaseMigration(migration: Migration, rebase: Rebase): Migration {
  const script = (each: Script): Script => ({ ...each, path: rebase(each.path) });
  const { up, down, metadata } = migration;
  return {
    ...migration,
    up: script(up),
    down: down === null ? null : script(down),
    metadata: metadata && { ...metadata, path: rebase(metadata.path) },
  };
}

function rebaseFix(fix: Fix, rebase: Rebase): Fix {
  switch (fix.kind) {
    case 'rename':
      return {
        ...fix,
        files: fix.files.map(({ from, to }) => ({ from: rebase(from), to: rebase(to) })),
      };
    case 'renumber':
      return { ...fix, paths: fix.paths.map(rebase) };
    case 'create':
      return { ...fix, path: rebase(fix.path) };
    case 'remove-bom':
    case 'edit':
      return fix;
  }
}
