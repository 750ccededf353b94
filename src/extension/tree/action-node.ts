import type { CommandId } from '../commands/command-ids.ts';
import type { TreeNode } from './node.ts';

export interface Action {
  readonly label: string;
  readonly icon: string;
  readonly command: CommandId;
}

/** A next step, as a row: where rows are shown there is no place for a welcome view's buttons. */
export function actionNode(root: string, { label, icon, command }: Action): TreeNode {
  return {
    id: `${root}\naction\n${command}`,
    label,
    description: '',
    icon: { id: icon },
    accessibleLabel: label,
    flags: ['action'],
    tooltip: null,
    click: { kind: 'command', id: command },
    root,
    version: null,
    children: null,
  };
}
