import * as l10n from '@vscode/l10n';
import {
  STATES,
  type Difference,
  type MigrationStatus,
  type State,
  type Summary,
} from '../../core/state.ts';
import type { Cell } from './columns.ts';
import { printableLine } from '../../core/printable.ts';
import type { Style } from './style.ts';
import { duration } from '../../core/time.ts';

/** A migration as a row of the status: symbol, version, description, state in words, time taken. */
export function statusCells(
  status: MigrationStatus,
  style: Style,
  when: (iso: string) => string,
): readonly Cell[] {
  const { version, description, state, row } = status;
  const paint = paintOf(state, style);
  const took = row?.durationMs ?? null;
  return [
    { text: symbolOf(state), paint },
    { text: version, paint: (text) => style.quiet(text) },
    { text: printableLine(description) },
    { text: stateWords(status, when), ...(state !== 'applied' && { paint }) },
    {
      text: took === null ? '' : duration(took),
      align: 'right',
      paint: (text) => style.quiet(text),
    },
  ];
}

function symbolOf(state: State): string {
  switch (state) {
    case 'applied':
      return '✓';
    case 'pending':
      return '○';
    case 'out-of-order':
      return '!';
    case 'modified':
      return '✎';
    case 'missing':
      return '?';
    case 'failed':
      return '✗';
  }
}

function paintOf(state: State, style: Style): (text: string) => string {
  switch (state) {
    case 'applied':
      return (text) => style.good(text);
    case 'pending':
      return (text) => style.strong(text);
    case 'out-of-order':
    case 'modified':
      return (text) => style.attention(text);
    case 'missing':
    case 'failed':
      return (text) => style.bad(text);
  }
}

function stateWords(
  { state, row, difference }: MigrationStatus,
  when: (iso: string) => string,
): string {
  const appliedAt = row?.appliedAt ?? null;
  switch (state) {
    case 'applied':
      return appliedAt === null ? l10n.t('applied') : l10n.t('applied {0}', when(appliedAt));
    case 'pending':
      return l10n.t('pending');
    case 'out-of-order':
      return l10n.t('pending, out of order');
    case 'modified':
      return editedWords(difference);
    case 'missing':
      return appliedAt === null
        ? l10n.t('applied, but the file is missing')
        : l10n.t('applied {0}, but the file is missing', when(appliedAt));
    case 'failed':
      return appliedAt === null ? l10n.t('failed') : l10n.t('failed {0}', when(appliedAt));
  }
}

function editedWords(difference: Difference | null): string {
  switch (difference) {
    case 'line-endings':
      return l10n.t('edited since applied (line endings only)');
    case 'byte-order-mark':
      return l10n.t('edited since applied (byte order mark only)');
    case 'encoding':
      return l10n.t('edited since applied (encoding only)');
    case 'comments':
      return l10n.t('edited since applied (comments only)');
    case 'corrupt-record':
      return l10n.t('applied, but its recorded checksum is damaged');
    case 'content':
    case null:
      return l10n.t('edited since applied');
  }
}

/** Such as `1 applied · 1 edited · 1 pending`. */
export function summaryLine(summary: Summary): string {
  return IN_READING_ORDER.filter((state) => summary[state] > 0)
    .map((state) => counted(state, summary[state]))
    .join(' · ');
}

const IN_READING_ORDER: readonly State[] = [
  'applied',
  ...STATES.filter((state) => state !== 'applied' && state !== 'pending'),
  'pending',
];

function counted(state: State, count: number): string {
  switch (state) {
    case 'applied':
      return l10n.t('{0} applied', count);
    case 'pending':
      return l10n.t('{0} pending', count);
    case 'out-of-order':
      return l10n.t('{0} out of order', count);
    case 'modified':
      return l10n.t('{0} edited', count);
    case 'missing':
      return l10n.t('{0} missing', count);
    case 'failed':
      return l10n.t('{0} failed', count);
  }
}
