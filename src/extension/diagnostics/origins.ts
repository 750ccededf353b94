import type { Problem } from '../../core/problem.ts';
import type { Project } from '../../project/project.ts';
import { explainedByOrigin, originText } from '../../runner/origins.ts';
import type { ProjectModel } from '../model/project-model.ts';
import { escapeMarkdown } from '../text/markdown.ts';

/** By the problem itself: what is read anew is asked anew. */
const asked = new WeakMap<Problem, Promise<readonly string[]>>();

/**
 * Which commits and branches brought these problems, as Markdown, each once. In a stranger's folder
 * git is not asked.
 */
export async function originsOf(
  { project, isTrusted }: ProjectModel,
  problems: readonly Problem[],
): Promise<readonly string[]> {
  if (project === null || !isTrusted) return [];
  const texts = await Promise.all(
    problems.map((problem) => {
      const known = asked.get(problem) ?? ask(project, problem);
      asked.set(problem, known);
      return known;
    }),
  );
  return [...new Set(texts.flat())].map(escapeMarkdown);
}

async function ask(project: Project, problem: Problem): Promise<readonly string[]> {
  const paths = explainedByOrigin(problem);
  const texts = await Promise.all(paths.map((path) => originText(project, path)));
  return texts.filter((text) => text !== null);
}
