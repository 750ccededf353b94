import * as l10n from '@vscode/l10n';
import type { Migration } from '../../core/migration.ts';
import type { MigrationStatus } from '../../core/state.ts';
import type { CommandId } from '../commands/command-ids.ts';
import type { MigrationRef } from '../commands/migration-ref.ts';
import { code, commandLink, escapeMarkdown } from '../text/markdown.ts';
import { ago, duration, exactly, type Moment } from '../../core/time.ts';
import { nextText, stateText, type MigrationView } from './migration-view.ts';

/** Commands that links in a tooltip may call. */
export const tooltipCommands: readonly CommandId[] = [
  'strata.apply',
  'strata.applyUpToHere',
  'strata.revert',
  'strata.revertDownToHere',
  'strata.openDownScript',
  'strata.copyVersion',
  'strata.copyChecksum',
];

/** Everything about a migration, as Markdown; text that others wrote is escaped. */
export function migrationTooltip(status: MigrationStatus, view: MigrationView): string {
  const { version, description, migration, row, problems } = status;
  const ref: MigrationRef = { root: view.root, version };
  const state = [stateText(status), ...(view.isNext ? [nextText(status)] : [])];
  const facts: string[] = [];
  if (migration !== null) facts.push(fact(l10n.t('File'), code(migration.up.path)));
  facts.push(
    fact(
      l10n.t('Version'),
      `${code(version)} ${commandLink(l10n.t('Copy'), 'strata.copyVersion', ref)}`,
    ),
  );
  if (row?.appliedAt) {
    facts.push(fact(l10n.t('Applied'), appliedText(row.appliedAt, row.durationMs, view)));
  }
  if (migration?.checksum) {
    const short = code(`${migration.checksum.slice(0, 12)}…`);
    const copy = commandLink(l10n.t('Copy'), 'strata.copyChecksum', ref);
    facts.push(fact(l10n.t('Checksum'), `${short} ${copy}`));
  }
  if (migration?.up.transactional === false) {
    facts.push(fact(l10n.t('Transaction'), l10n.t('none: statement by statement')));
  }

  const notes = [
    ...(view.failure === null ? [] : [view.failure.message]),
    ...problems.map(({ message }) => message),
  ];
  return [
    `**${escapeMarkdown(description)}** · ${escapeMarkdown(state.join(', '))}`,
    facts.join('  \n'),
    ...notes.map(escapeMarkdown),
    links(status, view, ref, migration).join(' · '),
  ]
    .filter((part) => part !== '')
    .join('\n\n');
}

function fact(name: string, value: string): string {
  return `${escapeMarkdown(name)}: ${value}`;
}

function appliedText(at: string, ms: number | null, moment: Moment): string {
  const when = escapeMarkdown(`${exactly(at, moment)} (${ago(at, moment)})`);
  return ms === null ? when : `${when}, ${duration(ms)}`;
}

function links(
  { state }: MigrationStatus,
  { isNext }: MigrationView,
  ref: MigrationRef,
  migration: Migration | null,
): string[] {
  const found: string[] = [];
  const offer = (label: string, command: CommandId): void => {
    found.push(commandLink(label, command, ref));
  };
  if (state === 'pending' || state === 'out-of-order') {
    if (isNext) offer(l10n.t('Apply'), 'strata.apply');
    else offer(l10n.t('Apply up to here'), 'strata.applyUpToHere');
  } else if (state !== 'failed') {
    if (!isNext) offer(l10n.t('Revert newer ones, keep this'), 'strata.revertDownToHere');
    else if (migration?.down) offer(l10n.t('Revert'), 'strata.revert');
  }
  if (migration?.down) offer(l10n.t('Open down script'), 'strata.openDownScript');
  return found;
}
