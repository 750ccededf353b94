import * as vscode from 'vscode';

/** A migration as an argument of a command: plain data, for lenses and for links in Markdown. */
export interface MigrationRef {
  /** The project's id: its folder, in most cases. */
  readonly root: string;
  readonly version: string;
}

/** What a command is about: a file, or a project and perhaps one migration of it. */
export type Subject = vscode.Uri | { readonly root: string; readonly version: string | null };

/** Reads what VS Code passes to a command; undefined when it is nothing of ours. */
export function subjectOf(argument: unknown): Subject | undefined {
  if (argument instanceof vscode.Uri) return argument;
  if (!isObject(argument)) return undefined;
  // A row of the tree carries its node; a reference is plain.
  const { root, version } = isObject(argument.node) ? argument.node : argument;
  if (typeof root !== 'string') return undefined;
  return { root, version: typeof version === 'string' ? version : null };
}

function isObject(value: unknown): value is Readonly<Record<string, unknown>> {
  return typeof value === 'object' && value !== null;
}
