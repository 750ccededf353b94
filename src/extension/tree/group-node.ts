import * as l10n from '@vscode/l10n';
import type { TreeNode } from './node.ts';
import { inParts } from './parts.ts';

export type GroupKind = 'attention' | 'pending' | 'applied' | 'files';

/** @param toNode the row of an item, made when somebody looks */
export function groupNode<T>(
  kind: GroupKind,
  root: string,
  items: readonly T[],
  toNode: (item: T) => TreeNode,
): TreeNode {
  const label = title(kind);
  const count = String(items.length);
  const id = groupId(root, kind);
  return {
    id,
    label,
    description: count,
    icon: null,
    accessibleLabel: `${label}, ${count}`,
    flags: ['group', kind],
    tooltip: null,
    click: null,
    root,
    version: null,
    children: () => inParts(items, toNode, { id, root }),
  };
}

export function groupId(root: string, kind: GroupKind): string {
  return `${root}\n${kind}`;
}

function title(kind: GroupKind): string {
  switch (kind) {
    case 'attention':
      return l10n.t('Needs attention');
    case 'pending':
      return l10n.t('Pending');
    case 'applied':
      return l10n.t('Applied');
    case 'files':
      return l10n.t('Files');
  }
}
