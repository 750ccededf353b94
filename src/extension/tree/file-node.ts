import * as l10n from '@vscode/l10n';
import { versionBeside, type Migration } from '../../core/migration.ts';
import { code } from '../text/markdown.ts';
import { groupId } from './group-node.ts';
import type { TreeNode } from './node.ts';

/** A migration while the history is not known: its files, and no more. */
export function fileNode(migration: Migration, root: string): TreeNode {
  const { version, description, checksum, up, down } = migration;
  return {
    id: `${groupId(root, 'files')}\n${up.path}`,
    label: description === '' ? version : description,
    description: versionBeside(migration),
    icon: { id: 'file' },
    accessibleLabel: [
      description,
      l10n.t('version {0}', versionBeside(migration)),
      l10n.t('state unknown'),
    ]
      .filter((part) => part !== '')
      .join(', '),
    flags: [
      'migration',
      'unknown',
      'hasFile',
      ...(down ? ['hasDown'] : []),
      ...(checksum ? ['hasChecksum'] : []),
    ],
    tooltip: () => code(up.path),
    click: { kind: 'open', path: up.path },
    root,
    version,
    children: null,
  };
}
