import type { Click, TreeNode } from './node.ts';

export interface Action {
  readonly label: string;
  readonly icon: string;
  readonly click: Click;
}

/** A next step, as a row: where rows are shown there is no place for a welcome view's buttons. */
export function actionNode(root: string, { label, icon, click }: Action): TreeNode {
  return {
    id: `${root}\naction\n${label}`,
    label,
    description: '',
    icon: { id: icon },
    accessibleLabel: label,
    flags: ['action'],
    tooltip: null,
    click,
    root,
    version: null,
    children: null,
  };
}
