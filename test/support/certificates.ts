import { execFileSync } from 'node:child_process';
import { readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { removeFolder, temporaryFolder } from './temporary-folder.ts';

export interface Certificates {
  /** PEM texts. */
  ca: string;
  cert: string;
  key: string;
}

/**
 * A self-made authority and a server certificate it signed for these names.
 *
 * @param options.days until it expires
 * @param options.alternatives false: only the subject names the host, and it is the first
 */
export function certificates(
  names: string[] = ['localhost', '127.0.0.1'],
  { days = 30, alternatives = true } = {},
): Certificates {
  const folder = temporaryFolder('certificates');
  const path = (name: string) => join(folder, name);
  const openssl = (...parameters: string[]) => {
    execFileSync('openssl', parameters, { stdio: ['ignore', 'ignore', 'pipe'] });
  };
  const newKey = ['-newkey', 'ec', '-pkeyopt', 'ec_paramgen_curve:prime256v1', '-nodes'];
  const subjects = names.map((name) => (/^[\d.]+$/.test(name) ? `IP:${name}` : `DNS:${name}`));
  writeFileSync(path('names'), alternatives ? `subjectAltName=${subjects.join(',')}\n` : '');

  openssl(
    ...['req', '-x509', ...newKey, '-days', '30', '-subj', '/CN=Strata test authority'],
    ...['-keyout', path('ca.key'), '-out', path('ca.crt')],
  );
  openssl(
    ...['req', ...newKey, '-subj', `/CN=${names[0] ?? 'localhost'}`],
    ...['-keyout', path('server.key'), '-out', path('server.csr')],
  );
  openssl(
    ...[
      'x509',
      '-req',
      '-in',
      path('server.csr'),
      '-days',
      String(days),
      '-extfile',
      path('names'),
    ],
    ...['-CA', path('ca.crt'), '-CAkey', path('ca.key'), '-CAcreateserial'],
    ...['-out', path('server.crt')],
  );
  const read = (name: string) => readFileSync(path(name), 'utf8');
  const made = { ca: read('ca.crt'), cert: read('server.crt'), key: read('server.key') };
  removeFolder(folder);
  return made;
}
