import * as l10n from '@vscode/l10n';
import type { Command } from 'commander';
import { addSharedOptions } from '../options.ts';
import { addCommand, givenOptions, type Execute } from './command.ts';

export function addDoctor(program: Command, execute: Execute): void {
  const command = addCommand(program, 'doctor', {
    summary: l10n.t('Check step by step what a run needs.'),
    examples: ['strata doctor', 'strata doctor --environment staging --json'],
  });
  addSharedOptions(command).action(async () => {
    await execute('doctor', givenOptions(command), async (session) => {
      const { doctorCommand } = await import('../commands/doctor.ts');
      return doctorCommand(session);
    });
  });
}
