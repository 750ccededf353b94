import { posix } from 'node:path';
import type { Candidate, Renumbering } from '../conventions/convention.ts';
import type { Project } from './project.ts';

/** How files get, together, a version newer than all others; paths are relative to the project. */
export function renumbering(
  { convention, migrationsFolder }: Pick<Project, 'convention' | 'migrationsFolder'>,
  candidates: readonly Candidate[],
  paths: readonly string[],
  now: Date,
): Renumbering {
  const own = paths.map((path) => posix.relative(migrationsFolder, path));
  const { renames, rewrites } = convention.renumber(own, candidates, now);
  const inProject = (path: string): string => posix.join(migrationsFolder, path);
  return {
    renames: renames.map(({ from, to }) => ({ from: inProject(from), to: inProject(to) })),
    rewrites: rewrites.map((each) => ({
      path: inProject(each.path),
      rewrite: (text) => each.rewrite(text),
    })),
  };
}
