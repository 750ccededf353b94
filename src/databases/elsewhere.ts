import * as l10n from '@vscode/l10n';

/** The remedy where a server cannot, or must not, be used for checks. */
export function elsewhere(): string {
  return l10n.t(
    'Name a server for checks as “shadowUrl” of the environment in {0}; {1} there checks without any server.',
    ...['strata.json', '"pglite:"'],
  );
}
