import type { CommandId } from '../commands/command-ids.ts';
import type { ErrorPlace } from '../../core/errors.ts';
import type { Problem } from '../../core/problem.ts';

export interface Icon {
  /** Of VS Code's product icons. */
  readonly id: string;
  /** A theme colour. */
  readonly color?: string;
}

/** A row of the tree, as it looks and what it does; knows nothing of `vscode`. */
export interface TreeNode {
  /** Unique in the tree, and the same for the same thing after a refresh. */
  readonly id: string;
  readonly label: string;
  readonly description: string;
  readonly icon: Icon | null;
  readonly accessibleLabel: string;
  /** For the `when` of menu entries. */
  readonly flags: readonly string[];
  /** Markdown, made when somebody looks; `origins` is what git knows of the row's problems. */
  readonly tooltip: ((origins?: readonly string[]) => string) | null;
  readonly problems?: readonly Problem[];
  readonly click: Click | null;
  /** The project's id, and the migration if the row is one: what commands get. */
  readonly root: string;
  readonly version: string | null;
  /** Made when somebody looks. Null: a leaf. */
  readonly children: (() => readonly TreeNode[]) | null;
  /** What is below it is shown when it is asked for. */
  readonly isFolded?: true;
}

export type Click =
  /** The path is relative to the project. */
  | { readonly kind: 'open'; readonly path: string }
  /** Where an error is mended. */
  | { readonly kind: 'mend'; readonly place: ErrorPlace }
  /** It gets the project. */
  | { readonly kind: 'command'; readonly id: CommandId };

/** Whether two rows look and act alike, their children aside. */
export function isSameRow(a: TreeNode, b: TreeNode): boolean {
  return (
    a.id === b.id &&
    a.label === b.label &&
    a.description === b.description &&
    a.icon?.id === b.icon?.id &&
    a.icon?.color === b.icon?.color &&
    a.accessibleLabel === b.accessibleLabel &&
    a.flags.join(' ') === b.flags.join(' ') &&
    JSON.stringify(a.click) === JSON.stringify(b.click) &&
    (a.children === null) === (b.children === null)
  );
}
