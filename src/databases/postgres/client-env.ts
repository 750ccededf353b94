import * as l10n from '@vscode/l10n';
import { StrataError } from '../../core/errors.ts';
import type { PostgresTarget } from '../target.ts';

/**
 * The target as libpq's environment variables: PostgreSQL's own programs then go exactly where our
 * connections go, and no secret is on a command line, where every user of the machine can read it.
 *
 * @returns null for what would lead elsewhere and has to be taken out of the environment
 * @throws StrataError `refused` for certificates that are no files
 */
export function clientEnv(target: PostgresTarget): Record<string, string | null> {
  const { ssl, password } = target;
  return {
    PGHOST: target.host,
    PGPORT: String(target.port),
    PGUSER: target.user,
    PGDATABASE: target.database,
    PGPASSWORD: password?.reveal() ?? null,
    PGPASSFILE: target.passwordFile,
    PGSSLMODE: ssl.mode,
    PGSSLROOTCERT: file(ssl.rootCertificate),
    PGSSLCERT: file(ssl.certificate),
    PGSSLKEY: file(ssl.key),
    PGOPTIONS: target.options,
    PGAPPNAME: target.applicationName,
    PGCONNECT_TIMEOUT: String(Math.ceil(target.connectTimeout / 1000)),
    PGHOSTADDR: null,
    PGSERVICE: null,
  };
}

function file(certificate: string | null): string | null {
  if (certificate?.includes('-----BEGIN ') !== true) return certificate;
  throw new StrataError(
    'refused',
    l10n.t(
      'PostgreSQL’s own programs take certificates and keys from files only, and the address holds the text of one.',
    ),
    { hint: l10n.t('Put it into a file, and name that in sslrootcert, sslcert or sslkey.') },
  );
}
