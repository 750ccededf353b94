import * as l10n from '@vscode/l10n';
import { Option, type Command } from 'commander';
import { REHEARSAL_PLACES, type RehearsalPlace } from '../../databases/rehearsal.ts';
import { addSharedOptions, wholeNumber } from '../options.ts';
import type { RehearseWish } from '../commands/rehearse.ts';
import { addCommand, givenOptions, type Execute } from './command.ts';

interface RehearseOptions {
  readonly to?: string;
  readonly steps?: number;
  readonly on?: RehearsalPlace;
}

export function addRehearse(program: Command, execute: Execute): void {
  const command = addCommand(program, 'rehearse', {
    summary: l10n.t('Carry out what is pending, and take it back.'),
    examples: ['strata rehearse', 'strata rehearse --steps 1', 'strata rehearse --on copy'],
  })
    .argument('[version...]', l10n.t('only these (default: all that is pending)'))
    .addOption(
      new Option('--to <version>', l10n.t('up to this one, which is tried too')).conflicts('steps'),
    )
    .option('--steps <n>', l10n.t('at most so many'), wholeNumber)
    .addOption(
      new Option(
        '--on <place>',
        l10n.t('in the database itself, on a copy of it (SQLite), or on a shadow'),
      ).choices(REHEARSAL_PLACES),
    );
  addSharedOptions(command).action(async (versions: readonly string[]) => {
    const { to, steps, on = null, ...shared } = givenOptions<RehearseOptions>(command);
    if (versions.length > 0 && (to !== undefined || steps !== undefined)) {
      command.error(l10n.t('error: versions cannot be used with --to or --steps'));
    }
    const wish: RehearseWish =
      versions.length > 0
        ? { kind: 'apply', versions }
        : {
            kind: 'up',
            ...(to !== undefined && { to }),
            ...(steps !== undefined && { steps }),
          };
    await execute('rehearse', shared, async (session) => {
      const { rehearseCommand } = await import('../commands/rehearse.ts');
      return rehearseCommand(session, wish, on);
    });
  });
}
