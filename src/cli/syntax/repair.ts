import * as l10n from '@vscode/l10n';
import { Option, type Command } from 'commander';
import type { RepairWish } from '../commands/repair.ts';
import { addSharedOptions } from '../options.ts';
import { addCommand, givenOptions, type Execute } from './command.ts';

interface RepairOptions {
  readonly accept?: boolean;
  readonly restore?: boolean;
  readonly applied?: boolean;
  readonly notApplied?: boolean;
  readonly forget?: boolean;
  readonly continue?: boolean;
  readonly done?: boolean;
  readonly reason?: string;
  readonly dryRun?: boolean;
}

export function addRepair(program: Command, execute: Execute): void {
  const command = addCommand(program, 'repair', {
    summary: l10n.t('Put right what the history says.'),
    examples: ['strata repair', 'strata repair 20250131120000 --accept --reason "a comment only"'],
  })
    .argument('[version]')
    .addOption(
      sayingOne('--accept', l10n.t('edited, one or all: what the file says is what is applied')),
    )
    .addOption(
      sayingOne('--restore', l10n.t('edited, one or all: the file is to be what was applied')),
    )
    .addOption(sayingOne('--applied', l10n.t('failed: all of it is in the database')))
    .addOption(sayingOne('--not-applied', l10n.t('failed: nothing of it is in the database')))
    .addOption(sayingOne('--forget', l10n.t('missing, one or all: it is not to count as applied')))
    .addOption(
      sayingOne('--continue', l10n.t('failed half-way: go on with the statement it stopped at')),
    )
    .option('--done', l10n.t('with --continue: go on behind the statement in doubt'))
    .option('--reason <text>', l10n.t('why, for whoever reads the log'));
  addDryRun(command);
  addSharedOptions(command).action(async (version: string | undefined) => {
    const options = givenOptions<RepairOptions>(command);
    const { dryRun = false, reason = null, done = false } = options;
    if (options.continue) {
      const asked = requireVersion(command, version);
      const wish = { kind: 'continue', version: asked, done } as const;
      const more = { skipIrreversible: false };
      await execute(dryRun ? 'plan' : 'continue', options, async (session) => {
        if (dryRun) return (await import('../commands/plan.ts')).planCommand(session, wish, more);
        return (await import('../commands/run.ts')).runCommand(session, wish, more);
      });
      return;
    }
    if (options.restore) {
      await execute('repair', options, async (session) =>
        (await import('../commands/restore-text.ts')).restoreTextCommand(session, version ?? null, {
          dryRun,
        }),
      );
      return;
    }
    if (done) command.error(l10n.t("error: option '--done' says more only with --continue"));
    const wish = wishOf(command, version, options);
    if (wish === null && (dryRun || reason !== null)) {
      command.error(
        l10n.t('error: say what is true: --accept, --applied, --not-applied or --forget'),
      );
    }
    await execute('repair', options, async (session) => {
      const { listCommand, repairCommand } = await import('../commands/repair.ts');
      return wish === null
        ? listCommand(session, version ?? null)
        : repairCommand(session, wish, { dryRun, reason });
    });
  });
}

export function addBaseline(program: Command, execute: Execute): void {
  const command = addCommand(program, 'baseline', {
    summary: l10n.t('Mark as applied what is in the database already.'),
    examples: ['strata baseline --dry-run', 'strata baseline --to 20250131120000'],
  })
    .option('--to <version>', l10n.t('up to this one, which is marked too (default: all)'))
    .option('--reason <text>', l10n.t('why, for whoever reads the log'));
  addDryRun(command);
  addSharedOptions(command).action(async () => {
    const {
      to = null,
      dryRun = false,
      reason = null,
      ...shared
    } = givenOptions<RepairOptions & { readonly to?: string }>(command);
    await execute('baseline', shared, async (session) => {
      const { repairCommand } = await import('../commands/repair.ts');
      return repairCommand(session, { kind: 'baseline', to }, { dryRun, reason });
    });
  });
}

function addDryRun(command: Command): void {
  command.option('--dry-run', l10n.t('show what would change in the history; change nothing'));
}

const SAYING = ['accept', 'restore', 'applied', 'notApplied', 'forget', 'continue'] as const;

/** They contradict each other. */
function sayingOne(flag: string, description: string): Option {
  const option = new Option(flag, description);
  return option.conflicts(SAYING.filter((name) => name !== option.attributeName()));
}

/** Null: nothing is said. */
function wishOf(
  command: Command,
  version: string | undefined,
  { accept, applied, notApplied, forget }: RepairOptions,
): RepairWish | null {
  if (accept) return { kind: 'accept', version: version ?? null };
  if (forget) return { kind: 'forget', version: version ?? null };
  if (applied) return { kind: 'applied', version: requireVersion(command, version) };
  if (notApplied) return { kind: 'not-applied', version: requireVersion(command, version) };
  return null;
}

function requireVersion(command: Command, version: string | undefined): string {
  return version ?? command.error(l10n.t("error: missing required argument '{0}'", 'version'));
}
