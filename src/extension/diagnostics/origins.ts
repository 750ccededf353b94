import * as vscode from 'vscode';
import type { Problem } from '../../core/problem.ts';
import { originText } from '../../runner/origins.ts';
import type { ProjectModel } from '../model/project-model.ts';
import { escapeMarkdown } from '../text/markdown.ts';

/** By the problem itself: what is read anew is asked anew. */
const asked = new WeakMap<Problem, Promise<string | null>>();

/**
 * Which commits and branches brought these problems, as Markdown. In a stranger's folder git is
 * not asked.
 */
export async function originsOf(
  { project }: ProjectModel,
  problems: readonly Problem[],
): Promise<readonly string[]> {
  if (project === null || !vscode.workspace.isTrusted) return [];
  const texts = await Promise.all(
    problems.map((problem) => {
      const text = asked.get(problem) ?? originText(project, problem);
      asked.set(problem, text);
      return text;
    }),
  );
  return texts.filter((text) => text !== null).map(escapeMarkdown);
}
