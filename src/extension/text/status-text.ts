import * as l10n from '@vscode/l10n';
import { isPending } from '../../core/state.ts';
import type { Busy, ProjectState } from '../model/state.ts';
import { needsAttention } from '../tree/outline.ts';

export interface StatusText {
  readonly text: string;
  readonly tooltip: string;
  /** As a screen reader says it. */
  readonly accessible: string;
}

/** The status bar's words on a project; null where there is nothing to act on. */
export function statusText(state: ProjectState, busy: Busy | null): StatusText | null {
  switch (state.kind) {
    case 'ready': {
      const { target, source, status } = state;
      const attention = status.problems.length + status.migrations.filter(needsAttention).length;
      const pending = status.migrations.filter(isPending).length;
      const words =
        busy === null ? [target.name, ...counts(attention, pending)] : [target.name, work(busy)];
      const icon = busy === null ? (attention > 0 ? 'warning' : 'database') : 'sync~spin';
      return {
        text: `$(${icon}) ${words.map(withoutIcons).join(' · ')}`,
        tooltip: l10n.t('{0}\nAddress: {1}', target.display, source),
        accessible: l10n.t('Migrations: {0}', words.join(', ')),
      };
    }
    case 'unreachable': {
      const words = [state.target.name, l10n.t('not connected')];
      return {
        text: `$(debug-disconnect) ${words.map(withoutIcons).join(' · ')}`,
        tooltip: state.error.message,
        accessible: l10n.t('Migrations: {0}', words.join(', ')),
      };
    }
    case 'loading':
    case 'misconfigured':
    case 'no-folder':
    case 'untrusted':
    case 'no-database':
      return null;
  }
}

function counts(attention: number, pending: number): string[] {
  if (attention > 0 && pending > 0) {
    return [needing(attention), l10n.t('{0} pending', pending)];
  }
  if (attention > 0) return [needing(attention)];
  return [pending > 0 ? l10n.t('{0} pending', pending) : l10n.t('up to date')];
}

function needing(count: number): string {
  return count === 1 ? l10n.t('1 needs attention') : l10n.t('{0} need attention', count);
}

function work({ direction }: Busy): string {
  if (direction === null) return l10n.t('waiting');
  return direction === 'down' ? l10n.t('reverting') : l10n.t('applying');
}

/** A database may be called `$(x)`; the status bar would draw an icon. */
function withoutIcons(text: string): string {
  return text.replaceAll('$(', '$\u200b(');
}
