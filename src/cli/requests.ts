import * as l10n from '@vscode/l10n';
import type { Convention } from '../conventions/convention.ts';
import { StrataError } from '../core/errors.ts';
import type { ContinueRequest, Request } from '../core/plan.ts';

/** What a command line asks for; versions as they were typed. */
export type Wish =
  | { readonly kind: 'up'; readonly to?: string; readonly steps?: number }
  | { readonly kind: 'down'; readonly to?: string; readonly steps?: number }
  | { readonly kind: 'to'; readonly version: string }
  | { readonly kind: 'redo'; readonly steps: number }
  | ContinueRequest;

/** @throws StrataError `usage` for what can't be a version */
export function requestOf(wish: Wish, convention: Convention): Request {
  switch (wish.kind) {
    case 'up': {
      const { to, ...rest } = wish;
      return { ...rest, ...(to !== undefined && { to: versionOf(to, convention) }) };
    }
    case 'down': {
      const { to, ...rest } = wish;
      return { ...rest, ...(to !== undefined && { to: lowerEnd(to, convention) }) };
    }
    case 'to':
      return { kind: 'to', version: lowerEnd(wish.version, convention) };
    case 'redo':
      return wish;
    case 'continue':
      return { ...wish, version: versionOf(wish.version, convention) };
  }
}

/** 0 stands for the state before the first migration. */
function lowerEnd(text: string, convention: Convention): string | null {
  return /^0+$/.test(text) ? null : versionOf(text, convention);
}

export function versionOf(text: string, convention: Convention): string {
  const version = convention.parseVersion(text);
  if (version !== null) return version;
  throw new StrataError(
    'usage',
    l10n.t('"{0}" is not a version as {1} writes it.', text, convention.title),
    { hint: l10n.t('See the versions with: strata status') },
  );
}
