import * as l10n from '@vscode/l10n';
import { StrataError } from '../core/errors.ts';
import { parsePostgresAddress } from './postgres/address.ts';
import { parseSqliteAddress } from './sqlite-address.ts';
import type { AddressContext, Target } from './target.ts';

export { poolTarget } from './postgres/pool.ts';

/**
 * Reads a database address as sqlx reads it, and PostgreSQL's also where only libpq would.
 *
 * @throws StrataError `configuration`; no message holds the password
 */
export function parseAddress(text: string, context: AddressContext): Target {
  const address = text.trim();
  if (address === '') {
    throw new StrataError('configuration', l10n.t('The database address is empty.'), {
      hint: examples(),
    });
  }
  const scheme = /^[a-z][a-z\d+.-]*(?=:)/i.exec(address)?.[0] ?? '';
  switch (scheme.toLowerCase()) {
    case 'sqlite':
      return parseSqliteAddress(address.slice(scheme.length + 1), context);
    case 'postgres':
    case 'postgresql':
      return parsePostgresAddress(address, context);
    default:
      throw unknownScheme(address, scheme);
  }
}

function unknownScheme(address: string, scheme: string): StrataError {
  // Without the slashes, what stands before the colon may be a user or worse.
  const named = address.startsWith(`${scheme}://`) && scheme !== '';
  return new StrataError(
    'configuration',
    named
      ? l10n.t('Strata does not know databases of the kind “{0}://”.', scheme)
      : l10n.t('The database address does not say which kind of database it means.'),
    { hint: examples() },
  );
}

function examples(): string {
  return l10n.t(
    'An address begins with sqlite:, postgres:// or postgresql://, such as sqlite:data/app.db or postgres://user:password@localhost:5432/app.',
  );
}
