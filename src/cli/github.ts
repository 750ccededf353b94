import { existsSync } from 'node:fs';
import { dirname, join, relative } from 'node:path';
import { printable } from '../core/printable.ts';
import type { Location, Problem, Severity } from '../core/problem.ts';

/** The nearest folder above that git keeps; null outside of a repository. */
export function repositoryRoot(folder: string): string | null {
  if (existsSync(join(folder, '.git'))) return folder;
  const above = dirname(folder);
  return above === folder ? null : repositoryRoot(above);
}

/**
 * A problem as a workflow command of GitHub Actions, which shows it on the file:
 * docs.github.com/actions/reference/workflow-commands-for-github-actions
 */
export function annotation(problem: Problem, projectRoot: string, repository: string): string {
  const { path, location, code, severity, message } = problem;
  const properties: Record<string, string | number> = {
    ...(path !== null && {
      file: relative(repository, join(projectRoot, path)).replaceAll('\\', '/'),
    }),
    ...(location && place(location)),
    title: `strata ${code}`,
  };
  const list = Object.entries(properties)
    .map(([name, value]) => `${name}=${escapeProperty(String(value))}`)
    .join(',');
  return `::${LEVELS[severity]} ${list}::${escapeData(message)}`;
}

/** Columns are for a single line only. */
function place({ line, endLine, column, endColumn }: Location): Record<string, number> {
  return line === endLine ? { line, endLine, col: column, endColumn } : { line, endLine };
}

const LEVELS: Readonly<Record<Severity, string>> = {
  error: 'error',
  warning: 'warning',
  info: 'notice',
};

// As in actions/toolkit, packages/core/src/command.ts.
function escapeData(text: string): string {
  return printable(text).replaceAll('%', '%25').replaceAll('\n', '%0A');
}

function escapeProperty(text: string): string {
  return escapeData(text).replaceAll(':', '%3A').replaceAll(',', '%2C');
}
