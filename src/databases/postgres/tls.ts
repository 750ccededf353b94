import { existsSync } from 'node:fs';
import { readFile } from 'node:fs/promises';
import { homedir } from 'node:os';
import { join } from 'node:path';
import * as tls from 'node:tls';
import * as l10n from '@vscode/l10n';
import { StrataError } from '../../core/errors.ts';
import type { PostgresTarget } from '../target.ts';

/** How one attempt encrypts; false: not at all. */
export type Encryption = tls.ConnectionOptions | false;

/**
 * What to try, in order, for the address's `sslmode`, which means what it means to libpq.
 *
 * @throws StrataError `configuration` when a certificate's file can't be read
 */
export async function encryptions(target: PostgresTarget): Promise<readonly Encryption[]> {
  // Nobody listens in on a socket, and libpq does not encrypt there either.
  if (target.host.startsWith('/')) return [false];
  switch (target.ssl.mode) {
    case 'disable':
      return [false];
    case 'allow':
      return [false, await tlsOptions(target)];
    case 'prefer':
      return [await tlsOptions(target), false];
    case 'require':
    case 'verify-ca':
    case 'verify-full':
      return [await tlsOptions(target)];
  }
}

async function tlsOptions({ ssl, host }: PostgresTarget): Promise<tls.ConnectionOptions> {
  const ca = await authorities(ssl);
  return {
    ...(ca === null ? {} : { ca }),
    rejectUnauthorized: ca !== null,
    // Node would look at `servername` or 'localhost'; what counts is the host of the address.
    checkServerIdentity: (_, certificate) =>
      ssl.mode === 'verify-full' ? tls.checkServerIdentity(host, certificate) : undefined,
    ...(await clientCertificate(ssl)),
  };
}

/** Whom to trust; null: anybody, since nobody was named and the mode does not ask. */
async function authorities({ mode, rootCertificate }: PostgresTarget['ssl']) {
  if (rootCertificate !== null && rootCertificate !== 'system') return pem(rootCertificate);
  if (rootCertificate === null) {
    const standard = standardFile('root.crt');
    if (existsSync(standard)) return pem(standard);
  }
  // libpq refuses to verify without a root certificate; sqlx takes the well-known authorities.
  return mode === 'verify-ca' || mode === 'verify-full' ? wellKnownAuthorities() : null;
}

function wellKnownAuthorities(): string[] {
  // From Node 22.15 on, and not in every Electron.
  const read = tls.getCACertificates as typeof tls.getCACertificates | undefined;
  return read ? [...read('default'), ...read('system')] : [...tls.rootCertificates];
}

async function clientCertificate({ certificate, key }: PostgresTarget['ssl']) {
  const certificateFile = certificate ?? standardFile('postgresql.crt');
  if (certificate === null && !existsSync(certificateFile)) return {};
  return {
    cert: await pem(certificateFile),
    key: await pem(key ?? standardFile('postgresql.key')),
  };
}

function standardFile(name: string): string {
  const folder =
    process.platform === 'win32'
      ? join(process.env.APPDATA ?? homedir(), 'postgresql')
      : join(homedir(), '.postgresql');
  return join(folder, name);
}

async function pem(fileOrText: string): Promise<string> {
  if (fileOrText.includes('-----BEGIN ')) return fileOrText;
  try {
    return await readFile(fileOrText, 'utf8');
  } catch (error) {
    throw new StrataError(
      'configuration',
      l10n.t('The certificate or key {0} can’t be read: {1}', fileOrText, (error as Error).message),
      { hint: l10n.t('sslrootcert, sslcert and sslkey in the address name these files.') },
    );
  }
}
