import { posix, win32 } from 'node:path';
import * as l10n from '@vscode/l10n';
import { StrataError } from '../core/errors.ts';

import { percentDecode } from './percent.ts';
import type { AddressContext, SqliteTarget } from './target.ts';

/** @param address what follows `sqlite:` */
export function parseSqliteAddress(address: string, context: AddressContext): SqliteTarget {
  const [location = '', ...query] = address.replace(/^\/\//, '').split('?');
  const { mode, memory } = parseParameters(new URLSearchParams(query.join('?')));
  if (memory || location === ':memory:') {
    const name = ':memory:';
    return { engine: 'sqlite', path: name, mode, name, display: 'sqlite::memory:', local: true };
  }
  if (location === '') {
    throw new StrataError('configuration', l10n.t('The SQLite address names no file.'), {
      hint: l10n.t('Write the path after it, such as sqlite:data/app.db.'),
    });
  }
  const windows = (context.platform ?? process.platform) === 'win32';
  const decoded = percentDecode(location, l10n.t('the path'));
  const written = windows ? decoded.replace(/^\/(?=[a-z]:)/i, '') : decoded;
  const paths = windows ? win32 : posix;
  const path = paths.resolve(context.base, written);
  return {
    engine: 'sqlite',
    path,
    mode,
    name: paths.basename(path),
    display: display(path, mode),
    local: true,
  };
}

function parseParameters(parameters: URLSearchParams) {
  let mode: SqliteTarget['mode'] = 'rwc';
  let memory = false;
  for (const [name, value] of parameters) {
    if (name === 'mode' && value === 'memory') memory = true;
    else if (name === 'mode' && isMode(value)) mode = value;
    else if (name === 'immutable' && ['true', '1'].includes(value)) mode = 'ro';
    else if (!isWithoutEffect(name, value)) throw unknown(name);
  }
  return { mode, memory };
}

function isMode(value: string): value is SqliteTarget['mode'] {
  return value === 'ro' || value === 'rw' || value === 'rwc';
}

/** Parameters that sqlx takes and that make no difference to a single connection. */
function isWithoutEffect(name: string, value: string): boolean {
  if (name === 'cache') return value === 'shared' || value === 'private';
  return name === 'immutable' && (value === 'false' || value === '0');
}

function unknown(name: string): StrataError {
  const known = 'mode=ro, mode=rw, mode=rwc, mode=memory, cache, immutable';
  return new StrataError(
    'configuration',
    l10n.t('The SQLite address says “{0}” in a way that Strata does not know.', name),
    { hint: l10n.t('Known are: {0}.', known) },
  );
}

function display(path: string, mode: SqliteTarget['mode']): string {
  const slashed = path.replaceAll('\\', '/').replace(/^(?!\/)/, '/');
  const encoded = slashed.replaceAll('%', '%25').replaceAll('?', '%3F');
  return `sqlite://${encoded}${mode === 'rwc' ? '' : `?mode=${mode}`}`;
}
