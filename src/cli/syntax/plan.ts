import * as l10n from '@vscode/l10n';
import type { Command } from 'commander';
import { addSharedOptions } from '../options.ts';
import { addCommand, type Execute } from './command.ts';
import { addDown, addRedo, addTo, addUp } from './run.ts';

export function addPlan(program: Command, execute: Execute): void {
  const command = addCommand(program, 'plan', {
    summary: l10n.t('What up, down, to or redo would do, as SQL.'),
    examples: ['strata plan', 'strata plan down 2', 'strata plan to 20250131120000'],
  }).helpCommand(false);
  addUp(command, execute, true);
  addDown(command, execute, true);
  addTo(command, execute, true);
  addRedo(command, execute, true);
  addSharedOptions(command);
}
