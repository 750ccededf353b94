import * as l10n from '@vscode/l10n';
import type { StrataError } from '../../core/errors.ts';
import type { ProjectState } from '../model/state.ts';
import { where } from '../text/where.ts';

/**
 * The line above the rows: where they act, since a view that is alone in its container shows no
 * description; or why there is no more to see. Null where an empty tree has a welcome view, which
 * a message would hide.
 */
export function messageFor(state: ProjectState): string | null {
  switch (state.kind) {
    case 'ready': {
      const { status, environment, target, source } = state;
      const isEmpty = status.migrations.length === 0 && status.problems.length === 0;
      return isEmpty ? null : `${where(environment, target.name)} · ${source}`;
    }
    default:
      return obstacle(state);
  }
}

/** Why there is no more to see of a project; null where there is nothing to say. */
export function obstacle(state: ProjectState): string | null {
  switch (state.kind) {
    case 'untrusted':
      return l10n.t(
        'This workspace is not trusted: files are shown, and Strata connects to no database.',
      );
    case 'unreachable':
      return `${sentence(state.error)} ${l10n.t('(Address: {0}.)', state.source)}`;
    case 'no-database':
      return state.error === null ? null : sentence(state.error);
    case 'misconfigured':
      return sentence(state.error);
    case 'loading':
    case 'no-folder':
    case 'ready':
      return null;
  }
}

export function sentence({ message, hint }: StrataError): string {
  // The words of servers and drivers end as they please.
  const whole = /[.!?:…)]$/.test(message) ? message : `${message}.`;
  return hint === null ? whole : `${whole} ${hint}`;
}
