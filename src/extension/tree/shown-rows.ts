import { isSameRow, type TreeNode } from './node.ts';

/** A row as VS Code knows it: the same object for as long as the row is there. */
export interface TreeElement {
  readonly id: string;
  node: TreeNode;
  /** Null: nobody has looked below it, so that there is nothing to draw again. */
  children: readonly TreeElement[] | null;
}

/** The elements of these rows: those that are known, and others where there are others. */
export function elementsOf(
  nodes: readonly TreeNode[],
  known: readonly TreeElement[] | null,
): readonly TreeElement[] {
  const byId = new Map(known?.map((element) => [element.id, element]));
  return nodes.map((node) => {
    const element = byId.get(node.id) ?? { id: node.id, node, children: null };
    element.node = node;
    return element;
  });
}

/**
 * Gives the elements that are shown their rows as they are now.
 *
 * @returns those to draw again, topmost only, since drawing one draws what is below it; null when
 *   the list itself is another
 */
export function renewed(
  shown: readonly TreeElement[],
  nodes: readonly TreeNode[],
): readonly TreeElement[] | null {
  if (!haveSameIds(shown, nodes)) return null;
  return shown.flatMap((element, index) => {
    const { node: before, children } = element;
    const node = nodes[index] ?? before;
    element.node = node;
    if (!isSameRow(before, node)) return [element];
    if (children === null || node.children === null) return [];
    return renewed(children, node.children()) ?? [element];
  });
}

function haveSameIds(shown: readonly TreeElement[], nodes: readonly TreeNode[]): boolean {
  return shown.length === nodes.length && shown.every(({ id }, index) => id === nodes[index]?.id);
}
