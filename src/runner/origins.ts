import { posix } from 'node:path';
import * as l10n from '@vscode/l10n';
import type { Problem, ProblemCode } from '../core/problem.ts';
import type { Origin } from '../project/git.ts';
import type { Project } from '../project/project.ts';

/** Problems that arise where work of several branches meets. */
const OF_BRANCHES: readonly ProblemCode[] = ['duplicate-version', 'out-of-order', 'gap'];

/** Of a longer list the rest goes without: each is several questions to git. */
const MOST_ASKED = 20;
/** Processes at a time. */
const WIDTH = 4;

/** The files whose origin explains a problem, its own first; empty where no branch brought it. */
export function explainedByOrigin({ code, path, related = [] }: Problem): readonly string[] {
  return path === null || !OF_BRANCHES.includes(code) ? [] : [path, ...related];
}

/** Which commit and branch brought a file, in a sentence; null where nobody knows. */
export async function originText(
  { root, migrationsFolder }: Pick<Project, 'root' | 'migrationsFolder'>,
  path: string,
): Promise<string | null> {
  const { originOf } = await import('../project/git.ts');
  const origin = await originOf(root, path);
  // What people call it: the file, or the folder that is the migration.
  const [name = path] = posix.relative(migrationsFolder, path).split('/');
  return origin === null ? null : sentence(name, origin);
}

/** The same problems, with what git knows of their own files at the end of their messages. */
export async function withOrigins(
  project: Pick<Project, 'root' | 'migrationsFolder'>,
  problems: readonly Problem[],
): Promise<readonly Problem[]> {
  const told = new Map<Problem, string>();
  const asked = problems.flatMap((problem) => {
    const [path] = explainedByOrigin(problem);
    return path === undefined ? [] : [{ problem, path }];
  });
  for (let index = 0; index < Math.min(asked.length, MOST_ASKED); index += WIDTH) {
    await Promise.all(
      asked.slice(index, index + WIDTH).map(async ({ problem, path }) => {
        const text = await originText(project, path);
        if (text !== null) told.set(problem, text);
      }),
    );
  }
  return problems.map((problem) => {
    const text = told.get(problem);
    return text === undefined ? problem : { ...problem, message: `${problem.message}\n${text}` };
  });
}

function sentence(name: string, { commit, subject, author, date, merge }: Origin): string {
  const facts = [name, short(commit), subject, author, date];
  if (merge === null) {
    return l10n.t('{0} came with commit {1} “{2}” by {3} on {4}.', ...facts);
  }
  return merge.branch === null
    ? l10n.t(
        '{0} came with commit {1} “{2}” by {3} on {4}, merged by {5}.',
        ...facts,
        short(merge.commit),
      )
    : l10n.t(
        '{0} came with commit {1} “{2}” by {3} on {4}, merged from {5}.',
        ...facts,
        merge.branch,
      );
}

function short(hash: string): string {
  return hash.slice(0, 7);
}
