import { escapeMarkdown } from '../text/markdown.ts';
import type { TreeNode } from './node.ts';

/** Why there is no more to see of a project, where several share the view. */
export function messageNode(root: string, text: string): TreeNode {
  return {
    id: `${root}\nmessage`,
    label: text.split('\n')[0] ?? '',
    description: '',
    icon: { id: 'info' },
    accessibleLabel: text,
    flags: ['message'],
    tooltip: () => escapeMarkdown(text),
    click: null,
    root,
    version: null,
    children: null,
  };
}
