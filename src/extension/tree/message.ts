import * as l10n from '@vscode/l10n';
import type { StrataError } from '../../core/errors.ts';
import type { ProjectState } from '../model/state.ts';

/** Why there is no more to see, above the rows; null where the rows say everything. */
export function messageFor(state: ProjectState): string | null {
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
  return hint === null ? message : `${message} ${hint}`;
}
