import * as l10n from '@vscode/l10n';
import type { Command } from 'commander';
import { addSharedOptions } from '../options.ts';
import { addCommand, example, givenOptions, throwUsage, type Execute } from './command.ts';

interface ResetOptions {
  readonly backup?: boolean;
  readonly schema?: string;
}

export function addReset(program: Command, execute: Execute): void {
  const command = addCommand(program, 'reset', {
    summary: l10n.t('Back up, empty the database, apply all again.'),
    examples: ['strata reset', 'strata reset --confirm shop.db', 'strata reset --schema shop'],
  })
    .option('--schema <name>', l10n.t('empty only this schema; for who may not drop a database'))
    .option('--no-backup', l10n.t('lose what is there'));
  addSharedOptions(command).action(async () => {
    const { backup = true, schema = null, ...shared } = givenOptions<ResetOptions>(command);
    await execute('reset', shared, async (session) => {
      const { resetCommand } = await import('../commands/reset.ts');
      return resetCommand(session, { backup, schema });
    });
  });
}

export function addDatabase(program: Command, execute: Execute): void {
  const command = addCommand(program, 'database', {
    summary: l10n.t('Create or drop the database.'),
    examples: ['strata database create', 'strata database drop --confirm shop'],
  }).helpCommand(false);
  addSharedOptions(command);
  const part = (name: string, summary: string): Command =>
    addSharedOptions(
      command
        .command(name)
        .description(summary)
        .exitOverride(throwUsage('database'))
        .addHelpText('after', example(`strata database ${name}`)),
    );
  const create = part('create', l10n.t('Make it, empty.')).action(async () => {
    await execute('database', givenOptions(create), async (session) => {
      const { createDatabaseCommand } = await import('../commands/database.ts');
      return createDatabaseCommand(session);
    });
  });
  const drop = part('drop', l10n.t('Lose it and all that is in it.')).action(async () => {
    await execute('database', givenOptions(drop), async (session) => {
      const { dropDatabaseCommand } = await import('../commands/database.ts');
      return dropDatabaseCommand(session);
    });
  });
}
