import * as l10n from '@vscode/l10n';
import type { Problem } from './problem.ts';
import type { Rules } from './reconcile.ts';

/**
 * The versions that a person may mean: the one of exactly that name, else all that it is short for.
 *
 * @param known as the convention prints them
 */
export function versionsMeant(
  asked: string,
  known: readonly string[],
  rules: Pick<Rules, 'isShortFor'>,
): readonly string[] {
  if (known.includes(asked)) return [asked];
  return known.filter((version) => rules.isShortFor(asked, version));
}

export function tellSeveralMeant(asked: string, meant: readonly string[]): string {
  return l10n.t('{0} is short for several: {1}. Write one of them whole.', asked, meant.join(', '));
}

/** The one version that is meant, or why no plan can be made for it. */
export function findVersion(
  asked: string,
  known: readonly string[],
  rules: Pick<Rules, 'isShortFor'>,
): string | Problem {
  const meant = versionsMeant(asked, known, rules);
  const [version] = meant;
  if (version === undefined) return unknownVersion(asked);
  return meant.length === 1 ? version : problem(asked, tellSeveralMeant(asked, meant));
}

export function unknownVersion(asked: string): Problem {
  return problem(
    asked,
    l10n.t('There is no migration {0}, neither as a file nor in the history.', asked),
  );
}

function problem(version: string, message: string): Problem {
  return {
    code: 'unknown-version',
    severity: 'error',
    message,
    path: null,
    version,
    location: null,
  };
}
