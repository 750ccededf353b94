import * as l10n from '@vscode/l10n';
import { isPending } from '../../core/state.ts';
import type { Target } from '../../databases/target.ts';
import type { Environment } from '../../project/destination.ts';
import type { Busy, ProjectState } from '../model/state.ts';
import { needsAttention } from '../tree/outline.ts';
import { plain } from './plain.ts';

export interface StatusText {
  readonly text: string;
  readonly tooltip: string;
  /** As a screen reader says it. */
  readonly accessible: string;
  /** Worth the colour of a warning. */
  readonly isProtected: boolean;
}

/** The status bar's words on a project; null where there is nothing to act on. */
export function statusText(state: ProjectState, busy: Busy | null): StatusText | null {
  switch (state.kind) {
    case 'ready': {
      const { environment, target, source, status } = state;
      const attention = status.problems.length + status.migrations.filter(needsAttention).length;
      const pending = status.migrations.filter(isPending).length;
      const place = environment?.name ?? target.name;
      const words = busy === null ? [place, ...counts(attention, pending)] : [place, work(busy)];
      const icon = busy === null ? (attention > 0 ? 'warning' : 'database') : 'sync~spin';
      const facts = [busy?.waiting ?? null, addressText(target, source)];
      return statusOf(icon, words, environment, facts.filter((each) => each !== null).join('\n'));
    }
    case 'unreachable': {
      const { environment, target, error } = state;
      const words = [environment?.name ?? target.name, l10n.t('not connected')];
      return statusOf('debug-disconnect', words, environment, error.message);
    }
    case 'no-database': {
      // With environments this is the way to another one.
      const { environment, error } = state;
      if (environment === null) return null;
      const words = [environment.name, l10n.t('no database')];
      return statusOf('debug-disconnect', words, environment, error?.message ?? words.join(' · '));
    }
    case 'loading': {
      const { environment } = state;
      if (environment === null) return null;
      const words = [environment.name, l10n.t('connecting…')];
      return statusOf('sync~spin', words, environment, words.join(' · '));
    }
    case 'misconfigured':
    case 'no-folder':
    case 'untrusted':
      return null;
  }
}

function statusOf(
  icon: string,
  words: readonly string[],
  environment: Environment | null,
  facts: string,
): StatusText {
  const isProtected = environment?.protected === true;
  const named = isProtected ? [...words, l10n.t('protected')] : words;
  return {
    text: `$(${icon}) ${words.map(plain).join(' · ')}`,
    tooltip: plain(isProtected ? `${facts}\n${l10n.t('Protected')}` : facts),
    accessible: plain(l10n.t('Migrations: {0}', named.join(', '))),
    isProtected,
  };
}

function addressText(target: Target, source: string): string {
  return l10n.t('{0}\nAddress: {1}', target.display, source);
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

function work({ direction, waiting }: Busy): string {
  if (waiting !== null) return l10n.t('waiting');
  if (direction === null) return l10n.t('at work');
  return direction === 'down' ? l10n.t('reverting') : l10n.t('applying');
}
