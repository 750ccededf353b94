import * as l10n from '@vscode/l10n';
import type { Command } from 'commander';
import { addSharedOptions } from '../options.ts';
import { addCommand, givenOptions, type Execute } from './command.ts';

export function addBackup(program: Command, execute: Execute): void {
  const command = addCommand(program, 'backup', {
    summary: l10n.t('Make a backup of the database.'),
    examples: ['strata backup', 'strata backup --environment staging'],
  });
  addSharedOptions(command).action(async () => {
    await execute('backup', givenOptions(command), async (session) => {
      const { backupCommand } = await import('../commands/backup.ts');
      return backupCommand(session);
    });
  });
}

export function addBackups(program: Command, execute: Execute): void {
  const command = addCommand(program, 'backups', {
    summary: l10n.t('List the backups, newest first.'),
    examples: ['strata backups', 'strata backups --json'],
  });
  addSharedOptions(command).action(async () => {
    await execute('backups', givenOptions(command), async (session) => {
      const { backupsCommand } = await import('../commands/backup.ts');
      return backupsCommand(session);
    });
  });
}

export function addRestore(program: Command, execute: Execute): void {
  const command = addCommand(program, 'restore', {
    summary: l10n.t('Put a backup in the database’s place.'),
    examples: ['strata restore latest', 'strata restore shop_20250120_134501.db --confirm shop.db'],
  }).argument('[file]', l10n.t('a path, a name as backups lists it, or the latest'), 'latest');
  addSharedOptions(command).action(async (file: string) => {
    await execute('restore', givenOptions(command), async (session) => {
      const { restoreCommand } = await import('../commands/restore.ts');
      return restoreCommand(session, file);
    });
  });
}
