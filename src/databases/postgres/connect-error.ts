import * as l10n from '@vscode/l10n';
import { StrataError } from '../../core/errors.ts';
import { ConnectError } from '../database.ts';
import type { PostgresTarget } from '../target.ts';
import { isServerError } from './server-error.ts';

/** The server asks for a password and nobody has told one. */
export class NoPassword extends Error {}

/** The server speaks no TLS at all. */
export function isTlsMissing(error: unknown): boolean {
  return error instanceof Error && error.message === 'The server does not support SSL connections';
}

/** Whether it may go better with TLS where there was none, or without where there was. */
export function isEncryptionRefused(error: unknown): boolean {
  return isTlsMissing(error) || isHandshakeFailure(error) || isRefusedByHba(error);
}

/** In words for people, without pg's error as cause: it might hold what was sent. */
export function asConnectError(error: unknown, target: PostgresTarget): StrataError {
  if (error instanceof StrataError) return error;
  const [message, hint] = explain(error, target);
  const scrub = (text: string) => withoutPassword(text, target);
  return new ConnectError(scrub(message), {
    hint: hint === null ? null : scrub(hint),
    lacks: lackOf(error),
  });
}

function lackOf(error: unknown): ConnectError['lacks'] {
  const code = isServerError(error) ? error.code : null;
  if (error instanceof NoPassword || code === '28P01') return 'password';
  return code === '3D000' ? 'database' : null;
}

/** TLS was begun, and server and client did not come to trust each other. */
export function isHandshakeFailure(error: unknown): boolean {
  if (isServerError(error) || !(error instanceof Error)) return false;
  return /^(ERR_TLS|ERR_SSL|ERR_OSSL|EPROTO)/.test(codeOf(error)) || isCertificateCode(error);
}

/** OpenSSL's verdicts on a certificate. */
function isCertificateCode(error: Error): boolean {
  return /^(CERT_|CRL_|INVALID_|UNABLE_TO_|DEPTH_ZERO_|SELF_SIGNED_|PATH_LENGTH|ERROR_IN_)/.test(
    codeOf(error),
  );
}

/** No line of pg_hba.conf lets this user in this way; also an unknown role without a password. */
function isRefusedByHba(error: unknown): boolean {
  return isServerError(error) && error.code === '28000';
}

/** A pooler takes no settings for the session's start; so says PgBouncer. */
export function isOptionsRefused(error: unknown): boolean {
  return isServerError(error) && /^unsupported startup parameter.*\boptions\b/.test(error.message);
}

type Explanation = readonly [message: string, hint: string | null];

function explain(error: unknown, target: PostgresTarget): Explanation {
  if (error instanceof NoPassword) return noPassword(target);
  if (isServerError(error)) return refused(error.code ?? '', error.message, target);
  const { display, host } = target;
  const code = codeOf(error);
  if (code === 'ERR_TLS_CERT_ALTNAME_INVALID') {
    return [
      l10n.t('The server’s certificate is for another host than {0} ({1}).', host, display),
      l10n.t('Write the host as the certificate names it; sslmode=verify-ca leaves the name out.'),
    ];
  }
  if (isHandshakeFailure(error)) {
    return [
      l10n.t('The encrypted connection to {0} failed: {1}', display, messageOf(error)),
      l10n.t(
        'sslrootcert must name the certificate of the authority that signed the server’s, sslcert and sslkey your own where the server asks for one.',
      ),
    ];
  }
  if (isTlsMissing(error)) {
    return [
      l10n.t(
        'The server of {0} does not encrypt, and sslmode={1} insists on it.',
        display,
        target.ssl.mode,
      ),
      l10n.t('Turn TLS on in the server, or use sslmode=prefer.'),
    ];
  }
  return unreachable(code, error, target);
}

/** pg's own words. */
const TIMEOUTS = ['timeout expired', 'Query read timeout'];

function unreachable(code: string, error: unknown, target: PostgresTarget): Explanation {
  const { display, host, port } = target;
  switch (code) {
    case 'ENOENT':
      return [
        l10n.t('No PostgreSQL server has its socket in {0} for port {1}.', host, port),
        l10n.t('Start the server, or name its host and port in the address.'),
      ];
    case 'EACCES':
      return [l10n.t('The socket in {0} may not be used by you.', host), null];
    case 'ECONNREFUSED':
      return [
        l10n.t('Nothing answers on {0}, port {1} ({2}).', host, port, display),
        l10n.t('Start the server, or correct host and port in the address.'),
      ];
    case 'ENOTFOUND':
    case 'EAI_AGAIN':
    case 'EAI_NODATA':
      return [
        l10n.t('There is no host “{0}” ({1}).', host, display),
        l10n.t('Correct the host in the address, or check the network.'),
      ];
    default:
  }
  if (code === 'ETIMEDOUT' || TIMEOUTS.includes(messageOf(error))) {
    return [
      l10n.t('{0} did not answer within {1} s.', display, target.connectTimeout / 1000),
      l10n.t('Check host, port and firewall; PGCONNECT_TIMEOUT sets the time in seconds.'),
    ];
  }
  return [
    l10n.t('The connection to {0} failed: {1}', display, messageOf(error)),
    l10n.t('Check that a PostgreSQL server answers there.'),
  ];
}

function refused(code: string, words: string, target: PostgresTarget): Explanation {
  const { display, user, database } = target;
  switch (code) {
    case '28P01':
      return [
        l10n.t('The server refused the password of “{0}” ({1}).', user, display),
        l10n.t('Correct user and password in the address, PGPASSWORD or {0}.', target.passwordFile),
      ];
    case '28000':
      return [
        l10n.t('The server does not let “{0}” in at {1}: {2}', user, display, words),
        l10n.t('Correct user or sslmode in the address, or the server’s pg_hba.conf.'),
      ];
    case '3D000':
      return [
        l10n.t('There is no database “{0}” on the server ({1}).', database, display),
        l10n.t('Create it (CREATE DATABASE), or correct the name in the address.'),
      ];
    case '53300':
      return [
        l10n.t('The server of {0} has no connection left: {1}', display, words),
        l10n.t('End other sessions, or raise max_connections or the role’s CONNECTION LIMIT.'),
      ];
    case '57P03':
      return [
        l10n.t('The server of {0} does not take connections now: {1}', display, words),
        l10n.t('Try again in a moment.'),
      ];
    case '08P01':
    case '0A000':
    case '22023':
    case '42704':
      return [
        l10n.t('The server of {0} refused the session’s settings: {1}', display, words),
        l10n.t('Correct “options” in the address or PGOPTIONS.'),
      ];
    default:
      return [l10n.t('The server refused the connection to {0}: {1}', display, words), null];
  }
}

function noPassword({ user, display, passwordFile }: PostgresTarget): Explanation {
  return [
    l10n.t('The server asks for a password of “{0}”, and none is given ({1}).', user, display),
    l10n.t(
      'Put it into the address, into PGPASSWORD, or into {0}, which nobody else may read.',
      passwordFile,
    ),
  ];
}

export function withoutPassword(text: string, target: PostgresTarget): string {
  const password = target.password?.reveal() ?? '';
  if (password.length < 4) return text;
  return text.replaceAll(password, '***').replaceAll(encodeURIComponent(password), '***');
}

function codeOf(error: unknown): string {
  return (error as { code?: string }).code ?? '';
}

function messageOf(error: unknown): string {
  return error instanceof Error ? error.message : String(error);
}
