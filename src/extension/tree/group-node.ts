import * as l10n from '@vscode/l10n';
import type { TreeNode } from './node.ts';

export type GroupKind = 'attention' | 'pending' | 'applied' | 'files';

export function groupNode(kind: GroupKind, root: string, children: readonly TreeNode[]): TreeNode {
  const label = title(kind);
  const count = String(children.length);
  return {
    id: groupId(root, kind),
    label,
    description: count,
    icon: null,
    accessibleLabel: `${label}, ${count}`,
    flags: ['group', kind],
    tooltip: null,
    click: null,
    root,
    version: null,
    children,
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
