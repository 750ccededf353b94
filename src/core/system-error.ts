import * as l10n from '@vscode/l10n';

/** Why the operating system would not write a file or make a folder, in words where they are known. */
export function tellSystemError(error: unknown): string {
  const { code, message } = error as NodeJS.ErrnoException;
  switch (code) {
    case 'EROFS':
      return l10n.t('the file system is read-only.');
    case 'EACCES':
    case 'EPERM':
      return l10n.t('you have no right to write there.');
    case 'ENOSPC':
      return l10n.t('the disk is full.');
    case 'EEXIST':
    case 'ENOTDIR':
      return l10n.t('something else is in its place.');
    case 'ENOENT':
      // Also what Node says of folders below one that is read-only.
      return l10n.t('the folder above it is not there, or it is read-only.');
    default:
      return message;
  }
}
