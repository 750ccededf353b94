import * as l10n from '@vscode/l10n';
import { headOf, type Metadata, type Migration } from '../../core/migration.ts';
import { isApplied, type MigrationStatus } from '../../core/state.ts';
import type { CommandId } from '../commands/command-ids.ts';
import type { MigrationRef } from '../commands/migration-ref.ts';
import { repairCommands } from '../commands/repair-ids.ts';
import { repairsOn, repairTitle } from '../model/repairs.ts';
import { code, commandLink, escapeMarkdown } from '../text/markdown.ts';
import { ago, duration, exactly, type Moment } from '../../core/time.ts';
import { nextText, stateText, type MigrationView } from './migration-view.ts';

/** Commands that links in a tooltip may call. */
export const tooltipCommands: readonly CommandId[] = [
  'strata.apply',
  'strata.applyUpToHere',
  'strata.revert',
  'strata.revertDownToHere',
  ...Object.values(repairCommands),
  'strata.compare',
  'strata.openDownScript',
  'strata.copyVersion',
  'strata.copyChecksum',
];

/** Of what authors write, in UTF-16 units: a tooltip is no page. */
const LONGEST = 400;

/** Everything about a migration, what is wrong first, as Markdown; text that others wrote is escaped. */
export function migrationTooltip(
  status: MigrationStatus,
  view: MigrationView,
  origins: readonly string[] = [],
): string {
  const { version, description, migration } = status;
  const ref: MigrationRef = { root: view.root, version };
  const state = [stateText(status), nextText(status, view)].filter((part) => part !== null);
  const facts = [
    ...(migration === null ? [] : [fact(l10n.t('File'), fileText(migration))]),
    fact(
      l10n.t('Version'),
      `${code(version)} ${commandLink(l10n.t('Copy'), 'strata.copyVersion', ref)}`,
    ),
    ...historyFacts(status, view),
    ...checksumFacts(status, ref),
    ...(migration?.up.transactional === false
      ? [fact(l10n.t('Transaction'), l10n.t('none: statement by statement'))]
      : []),
    ...(migration?.metadata ? metadataFacts(migration.metadata) : []),
  ];
  const notes = migration?.metadata?.notes ?? null;
  return [
    `**${escapeMarkdown(description)}** · ${escapeMarkdown(state.join(', '))}`,
    ...messages(status, view).map(escapeMarkdown),
    ...origins,
    facts.join('  \n'),
    ...(notes === null ? [] : [escapeMarkdown(shortened(notes.trim()))]),
    links(status, view, ref).join(' · '),
  ]
    .filter((part) => part !== '')
    .join('\n\n');
}

function fact(name: string, value: string): string {
  return `${escapeMarkdown(name)}: ${value}`;
}

function fileText({ up: { path }, down }: Migration): string {
  if (down?.path !== path) return code(path);
  return `${code(path)} (${escapeMarkdown(l10n.t('down from line {0}', headOf(down).line))})`;
}

function historyFacts(status: MigrationStatus, view: Moment): string[] {
  const { appliedAt = null, durationMs = null, appliedBy = null } = status.row ?? {};
  const isDone = isApplied(status);
  const facts: string[] = [];
  if (appliedAt !== null && (isDone || status.state === 'failed')) {
    const name = isDone ? l10n.t('Applied') : l10n.t('Last tried');
    facts.push(fact(name, timeText(appliedAt, durationMs, view)));
  }
  if (appliedBy !== null && isDone) facts.push(fact(l10n.t('Applied by'), code(appliedBy)));
  return facts;
}

function timeText(at: string, ms: number | null, moment: Moment): string {
  const when = escapeMarkdown(`${exactly(at, moment)} (${ago(at, moment)})`);
  return ms === null ? when : `${when}, ${duration(ms)}`;
}

/** Of an edited migration both, one below the other. */
function checksumFacts({ state, migration, row }: MigrationStatus, ref: MigrationRef): string[] {
  if (!migration?.checksum) return [];
  const copy = commandLink(l10n.t('Copy'), 'strata.copyChecksum', ref);
  const actual = `${short(migration.checksum)} ${copy}`;
  return state === 'modified' && row?.checksum
    ? [fact(l10n.t('Expected'), short(row.checksum)), fact(l10n.t('Got'), actual)]
    : [fact(l10n.t('Checksum'), actual)];
}

function short(checksum: string): string {
  return code(checksum.length > 16 ? `${checksum.slice(0, 12)}…` : checksum);
}

function metadataFacts(metadata: Metadata): string[] {
  const { author, created, tags, dependencies, estimatedDurationMs, reversible } = metadata;
  const facts: readonly (readonly [string, string | null])[] = [
    [l10n.t('Author'), author],
    [l10n.t('Created'), created],
    [l10n.t('Tags'), listed(tags)],
    [l10n.t('Depends on'), listed(dependencies.map(({ name }) => name))],
    [
      l10n.t('Estimated duration'),
      estimatedDurationMs === null ? null : duration(estimatedDurationMs),
    ],
    [l10n.t('Reversible'), reversible ? null : l10n.t('no')],
  ];
  return facts.flatMap(([name, value]) =>
    value === null ? [] : [fact(name, escapeMarkdown(shortened(value.replaceAll(/\s+/g, ' '))))],
  );
}

function listed(words: readonly string[]): string | null {
  return words.length === 0 ? null : words.join(', ');
}

function shortened(text: string): string {
  // Half a character is none.
  return text.length <= LONGEST
    ? text
    : `${text.slice(0, LONGEST).replace(/[\uD800-\uDBFF]$/, '')}…`;
}

/** What is wrong with it; the checksums of an edit are among the facts. */
function messages(
  { state, problems, unfinished }: MigrationStatus,
  { failure }: MigrationView,
): string[] {
  return [
    // What is unfinished says itself why it stopped.
    ...(failure === null || unfinished !== null ? [] : [failure.message]),
    ...problems.map(({ message }, index) =>
      state === 'modified' && index === 0 ? (message.split('\n')[0] ?? '') : message,
    ),
  ];
}

function links(status: MigrationStatus, { action }: MigrationView, ref: MigrationRef): string[] {
  const found: string[] = [];
  const offer = (label: string, command: CommandId): void => {
    found.push(commandLink(label, command, ref));
  };
  switch (action?.kind) {
    case 'apply':
      offer(l10n.t('Apply'), 'strata.apply');
      break;
    case 'applyUpToHere':
      offer(l10n.t('Apply up to here'), 'strata.applyUpToHere');
      break;
    case 'revert':
      offer(l10n.t('Revert'), 'strata.revert');
      break;
    case 'revertDownToHere':
      offer(l10n.t('Revert newer ones, keep this'), 'strata.revertDownToHere');
      break;
    case undefined:
  }
  const repairs = repairsOn(status);
  if (repairs.includes('accept')) offer(l10n.t('Compare'), 'strata.compare');
  for (const each of repairs) offer(repairTitle(each, status), repairCommands[each]);
  if (status.migration?.down) offer(l10n.t('Open down script'), 'strata.openDownScript');
  return found;
}
