import * as l10n from '@vscode/l10n';
import { Option, type Command } from 'commander';
import { addSharedOptions } from '../options.ts';
import { addCommand, givenOptions, type Execute } from './command.ts';

interface CreateOptions {
  readonly reversible?: boolean;
  readonly simple?: boolean;
  readonly sequential?: boolean;
  readonly timestamp?: boolean;
  readonly author?: string;
  readonly reverting?: string;
  readonly from?: string;
}

export function addCreate(program: Command, execute: Execute): void {
  const command = addCommand(program, 'create', {
    summary: l10n.t('Make the files of a new migration.'),
    examples: [
      'strata create add_users --reversible',
      'strata create add_users --from users.sql',
      'strata create --reverting 20250131120000',
    ],
  })
    .argument('[name...]')
    .option('--reversible', l10n.t('an up and a down script'))
    .addOption(new Option('--simple', l10n.t('one script')).conflicts('reversible'))
    .option('--sequential', l10n.t('numbered 1, 2, 3'))
    .addOption(new Option('--timestamp', l10n.t('numbered by the time')).conflicts('sequential'))
    .option('--author <name>', l10n.t('where the tool writes one down (default: git’s user)'))
    .option('--reverting <version>', l10n.t('one that takes back this applied migration'))
    .addOption(
      new Option(
        '--from <file>',
        l10n.t('with this up script, and a draft of its way back (-: standard input)'),
      ).conflicts('reverting'),
    );
  addSharedOptions(command).action(async (words: readonly string[]) => {
    const { reversible, simple, sequential, timestamp, author, reverting, from, ...shared } =
      givenOptions<CreateOptions>(command);
    if (words.length === 0 && reverting === undefined) {
      command.error(l10n.t("error: missing required argument '{0}'", 'name'));
    }
    await execute('create', shared, async (session) => {
      const { createCommand } = await import('../commands/create.ts');
      return createCommand(session, {
        name: words.length === 0 ? null : words.join(' '),
        reversible: reversible === true ? true : simple === true ? false : null,
        numbering: sequential === true ? 'sequential' : timestamp === true ? 'timestamp' : null,
        author: author ?? null,
        reverting: reverting ?? null,
        from: from ?? null,
      });
    });
  });
}
