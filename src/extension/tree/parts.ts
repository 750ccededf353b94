import * as l10n from '@vscode/l10n';
import type { TreeNode } from './node.ts';

/** A thousand rows at once keep Strata's thread for more than 50 ms. */
const PART = 500;

/** So many rows at least stand outside of parts. */
const OPEN = 200;

/**
 * The rows of a long list: on top those that come first, one by one; the rest in folded parts, as a
 * debugger has a long array. Parts are counted from the list's end, so that what is new on top
 * moves no row to another part.
 */
export function inParts<T>(
  items: readonly T[],
  toNode: (item: T) => TreeNode,
  parent: { readonly id: string; readonly root: string },
): readonly TreeNode[] {
  const count = Math.max(0, Math.floor((items.length - OPEN) / PART));
  const open = items.length - count * PART;
  const parts = Array.from({ length: count }, (_, index) => {
    const from = open + index * PART;
    const id = `${parent.id}\npart ${count - index}`;
    return partNode(items.slice(from, from + PART), toNode, { ...parent, id });
  });
  return [...items.slice(0, open).map(toNode), ...parts];
}

function partNode<T>(
  items: readonly T[],
  toNode: (item: T) => TreeNode,
  { id, root }: { readonly id: string; readonly root: string },
): TreeNode {
  const [first = '', last = ''] = [...items.slice(0, 1), ...items.slice(-1)]
    .map(toNode)
    .map(({ version, label }) => version ?? label);
  const label = `${first} … ${last}`;
  const description = String(items.length);
  return {
    id,
    label,
    description,
    icon: null,
    accessibleLabel: l10n.t('{0} to {1}, {2}', first, last, description),
    flags: ['part'],
    tooltip: null,
    click: null,
    root,
    version: null,
    children: () => items.map(toNode),
    isFolded: true,
  };
}
