import { homedir, userInfo } from 'node:os';
import { existsSync } from 'node:fs';
import { isIP } from 'node:net';
import { join, resolve } from 'node:path';
import * as l10n from '@vscode/l10n';
import { StrataError } from '../../core/errors.ts';

import { percentDecode } from '../percent.ts';
import {
  POSTGRES_PORT,
  Secret,
  type AddressContext,
  type PostgresTarget,
  type SslMode,
} from '../target.ts';
import { severalHosts, splitPostgresUrl } from './url.ts';

const sslModes: readonly string[] = [
  'disable',
  'allow',
  'prefer',
  'require',
  'verify-ca',
  'verify-full',
];

/** What an address or the environment says, by libpq's keywords. */
type Settings = Map<string, string>;

export function parsePostgresAddress(address: string, context: AddressContext): PostgresTarget {
  const settings = fromEnvironment(context.env);
  for (const [keyword, value] of fromAddress(address, settings)) settings.set(keyword, value);
  const get = (keyword: string) => settings.get(keyword) ?? null;

  const port = parsePort(get('port') ?? String(POSTGRES_PORT));
  const host = get('host') ?? defaultHost(port);
  if (host.includes(',')) throw severalHosts();
  const user = get('user') ?? systemUser(context.env);
  const database = get('dbname') ?? user;
  const password = get('password');
  const file = (keyword: string) => certificateFile(get(keyword), context.base);
  const target = {
    engine: 'postgres' as const,
    host,
    port,
    user,
    password: password === null ? null : new Secret(password),
    database,
    ssl: {
      mode: sslMode(get('sslmode'), get('sslrootcert')),
      rootCertificate: file('sslrootcert'),
      certificate: file('sslcert'),
      key: file('sslkey'),
    },
    options: get('options'),
    applicationName: get('application_name') ?? 'strata',
    connectTimeout: parseTimeout(get('connect_timeout') ?? '10'),
    passwordFile: resolve(context.base, get('passfile') ?? defaultPasswordFile(context)),
    name: database,
    local: isLocal(host),
  };
  return { ...target, display: display(target) };
}

const variables: readonly (readonly [variable: string, keyword: string])[] = [
  ['PGHOST', 'host'],
  // After PGHOST, which it overrides.
  ['PGHOSTADDR', 'host'],
  ['PGPORT', 'port'],
  ['PGUSER', 'user'],
  ['PGPASSWORD', 'password'],
  ['PGPASSFILE', 'passfile'],
  ['PGDATABASE', 'dbname'],
  ['PGSSLMODE', 'sslmode'],
  ['PGSSLROOTCERT', 'sslrootcert'],
  ['PGSSLCERT', 'sslcert'],
  ['PGSSLKEY', 'sslkey'],
  ['PGOPTIONS', 'options'],
  ['PGAPPNAME', 'application_name'],
  ['PGCONNECT_TIMEOUT', 'connect_timeout'],
];

function fromEnvironment(env: AddressContext['env']): Settings {
  const settings: Settings = new Map();
  for (const variable of ['PGSSLCRL', 'PGSSLCRLDIR']) if (env[variable]) throw unchecked(variable);
  for (const [variable, keyword] of variables) {
    const value = env[variable];
    if (value) settings.set(keyword, value);
  }
  return settings;
}

/** sqlx's other spellings. */
const synonyms: Readonly<Record<string, string>> = {
  'ssl-mode': 'sslmode',
  'ssl-root-cert': 'sslrootcert',
  'ssl-ca': 'sslrootcert',
  'ssl-cert': 'sslcert',
  'ssl-key': 'sslkey',
  hostaddr: 'host',
};

const keywords = new Set([
  ...['host', 'port', 'user', 'password', 'passfile', 'dbname', 'sslmode', 'sslrootcert'],
  ...['sslcert', 'sslkey', 'application_name', 'connect_timeout'],
]);

/** @param environment whose `options` those of the address add to, as in sqlx */
function fromAddress(address: string, environment: Settings): Settings {
  const url = splitPostgresUrl(address);
  const settings: Settings = new Map();
  const set = (keyword: string, value: string) => {
    if (value !== '') settings.set(keyword, value);
  };
  set('host', percentDecode(url.host, l10n.t('the host')));
  set('port', url.port);
  set('user', percentDecode(url.user, l10n.t('the user')));
  set('password', percentDecode(url.password, l10n.t('the password')));
  set('dbname', percentDecode(url.path.replace(/^\/+/, ''), l10n.t('the database’s name')));

  const options = [environment.get('options') ?? ''];
  for (const [name, value] of url.parameters) {
    const keyword = synonyms[name] ?? name;
    if (keyword === 'sslcrl' || keyword === 'sslcrldir') throw unchecked(keyword);
    if (keyword === 'options') options.push(value);
    else if (keyword === 'ssl' && value === 'true') set('sslmode', 'require');
    else if (keywords.has(keyword)) set(keyword, value);
    else options.push(...optionInBrackets(name, value));
    // Others are ignored, as in sqlx.
  }
  set('options', options.filter((option) => option !== '').join(' '));
  return settings;
}

/** Passing over it would trust certificates that somebody wants to be refused. */
function unchecked(setting: string): StrataError {
  return new StrataError(
    'configuration',
    l10n.t('Strata does not look for revoked certificates, as {0} asks for.', setting),
    { hint: l10n.t('Leave it out, and trust with sslrootcert only what is to be trusted.') },
  );
}

/** `options[name]=value`, which is sqlx's own. */
function optionInBrackets(name: string, value: string): string[] {
  const setting = /^options\[(.*)\]$/.exec(name)?.[1];
  return setting === undefined ? [] : [`-c ${`${setting}=${value}`.replaceAll(/[ \\]/g, '\\$&')}`];
}

function parsePort(text: string): number {
  const port = /^\d{1,5}$/.test(text) ? Number(text) : 0;
  if (port >= 1 && port <= 65535) return port;
  throw new StrataError(
    'configuration',
    l10n.t('The port in the database address or in PGPORT is not a number from 1 to 65535.'),
  );
}

function parseTimeout(text: string): number {
  if (/^\d{1,6}$/.test(text)) return Number(text) * 1000;
  throw new StrataError(
    'configuration',
    l10n.t('connect_timeout (or PGCONNECT_TIMEOUT) is not a whole number of seconds.'),
  );
}

function sslMode(written: string | null, rootCertificate: string | null): SslMode {
  const mode = written?.toLowerCase() ?? (rootCertificate === 'system' ? 'verify-full' : 'prefer');
  if (!isSslMode(mode)) {
    // Not quoted, as no value is: it may be a password that went astray.
    throw new StrataError(
      'configuration',
      l10n.t('sslmode (or PGSSLMODE) says something that Strata does not know.'),
      { hint: l10n.t('Known are: {0}.', sslModes.join(', ')) },
    );
  }
  if (rootCertificate === 'system' && mode !== 'verify-full') {
    throw new StrataError(
      'configuration',
      l10n.t('With sslrootcert=system, sslmode={0} is too weak.', mode),
      { hint: l10n.t('Use sslmode=verify-full.') },
    );
  }
  return mode;
}

function isSslMode(text: string): text is SslMode {
  return sslModes.includes(text);
}

function certificateFile(written: string | null, base: string): string | null {
  if (written === null || written === 'system' || written.includes('-----BEGIN ')) return written;
  return resolve(base, written);
}

function defaultHost(port: number): string {
  const folders = ['/run/postgresql', '/var/run/postgresql', '/private/tmp', '/tmp'];
  return folders.find((folder) => existsSync(join(folder, `.s.PGSQL.${port}`))) ?? 'localhost';
}

function systemUser(env: AddressContext['env']): string {
  try {
    return userInfo().username;
  } catch {
    // A container may run as a number without a name.
    return env.USER ?? 'unknown';
  }
}

function defaultPasswordFile({ env, platform = process.platform }: AddressContext): string {
  return platform === 'win32'
    ? join(env.APPDATA ?? homedir(), 'postgresql', 'pgpass.conf')
    : join(env.HOME ?? homedir(), '.pgpass');
}

function isLocal(host: string): boolean {
  if (host.startsWith('/') || host === '::1' || /^(.+\.)?localhost$/i.test(host)) return true;
  return isIP(host) === 4 && host.startsWith('127.');
}

function display({ host, port, user, database, ssl }: Omit<PostgresTarget, 'display'>): string {
  const parameters: string[] = [];
  let authority = '';
  if (host.startsWith('/')) {
    parameters.push(`host=${encodeURI(host)}`, `user=${encodeURIComponent(user)}`);
    if (port !== POSTGRES_PORT) parameters.push(`port=${port}`);
  } else {
    authority = `${encodeURIComponent(user)}@${isIP(host) === 6 ? `[${host}]` : host}:${port}`;
  }
  if (ssl.mode !== 'prefer') parameters.push(`sslmode=${ssl.mode}`);
  const query = parameters.length === 0 ? '' : `?${parameters.join('&')}`;
  return `postgres://${authority}/${encodeURIComponent(database)}${query}`;
}
