import * as l10n from '@vscode/l10n';
import { StrataError } from '../../core/errors.ts';

/** Still percent-encoded, save the parameters; empty where the address says nothing. */
export interface PostgresUrl {
  readonly user: string;
  readonly password: string;
  readonly host: string;
  readonly port: string;
  readonly path: string;
  readonly parameters: URLSearchParams;
}

// libpq takes an address with a user or a port and no host, the URL standard doesn't.
const beforeMissingHost = /^[^:/]+:\/\/(?:[^/?#]*@(?=(?::\d*)?(?:[/?#]|$))|(?=:\d))/;
const noHost = '_';

/** @throws StrataError `configuration`, without repeating the address: a password may be anywhere */
export function splitPostgresUrl(address: string): PostgresUrl {
  const completed = address.replace(beforeMissingHost, `$&${noHost}`);
  if (!URL.canParse(completed)) throw unreadable(address);
  const url = new URL(completed);
  if (holdsRestOfPassword(url)) throw passwordInTheWay();
  return {
    user: url.username,
    password: url.password,
    host: completed !== address ? '' : url.hostname.replace(/^\[(.*)\]$/, '$1'),
    port: url.port,
    path: url.pathname,
    parameters: url.searchParams,
  };
}

/**
 * With `postgres://user:12/34@host`, what was meant as a password became a port and a path; with
 * `postgres://user:p@ss/word@host`, its second half a host and a path.
 */
function holdsRestOfPassword({ username, password, port, pathname, search, hash }: URL): boolean {
  const begins = password !== '' || (username === '' && port !== '');
  return begins && (pathname.includes('@') || hash.includes('@') || /^\?[^=]*@/.test(search));
}

function unreadable(address: string): StrataError {
  const [, authority = '', rest = ''] = /^[^:]+:\/\/([^/?#]*)(.*)$/s.exec(address) ?? [];
  if (rest.includes('@')) return passwordInTheWay();
  const server = authority.slice(authority.lastIndexOf('@') + 1);
  if (server.includes(',')) return severalHosts();
  return /:[^\]]*$/.test(server)
    ? configuration(
        l10n.t('The port in the database address is not a number from 1 to 65535.'),
        encodingHint(),
      )
    : configuration(l10n.t('The host in the database address can’t be read.'), encodingHint());
}

export function severalHosts(): StrataError {
  return configuration(
    l10n.t('The database address names several hosts; Strata connects to one.'),
    l10n.t('Name the host that takes writes.'),
  );
}

function passwordInTheWay(): StrataError {
  return configuration(
    l10n.t('The database address can’t be read: user or password hold a character that ends them.'),
    encodingHint(),
  );
}

function encodingHint(): string {
  return l10n.t(
    'In user and password, write “/” as %2F, “?” as %3F, “#” as %23, “@” as %40, “:” as %3A and “%” as %25.',
  );
}

function configuration(message: string, hint: string): StrataError {
  return new StrataError('configuration', message, { hint });
}
