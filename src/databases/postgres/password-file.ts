import { readFile, stat } from 'node:fs/promises';
import type { PostgresTarget } from '../target.ts';

/**
 * Looks the password up in libpq's password file, of which each line reads
 * `host:port:database:user:password`.
 *
 * @returns null when the file is not there, has no such line, is no plain file, or is open to
 *   others, which libpq does not accept either
 */
export async function passwordFromFile(target: PostgresTarget): Promise<string | null> {
  if (await isOpenToOthers(target.passwordFile)) return null;
  for (const line of await linesOf(target.passwordFile)) {
    const password = passwordIn(line, target);
    if (password !== null) return password;
  }
  return null;
}

/** True for a password file that is passed over because its permissions are too wide. */
export async function isOpenToOthers(path: string): Promise<boolean> {
  if (process.platform === 'win32') return false;
  const status = await stat(path).catch(() => null);
  return status !== null && (status.mode & 0o077) !== 0;
}

async function linesOf(path: string): Promise<string[]> {
  const isPlain = await stat(path).then(
    (status) => status.isFile(),
    () => false,
  );
  const text = isPlain ? await readFile(path, 'utf8').catch(() => '') : '';
  return text.split(/\r?\n/).filter((line) => line !== '' && !line.startsWith('#'));
}

function passwordIn(line: string, target: PostgresTarget): string | null {
  // Colons and backslashes within a field are escaped by a backslash.
  const fields =
    /^((?:\\.|[^\\:])*):((?:\\.|[^\\:])*):((?:\\.|[^\\:])*):((?:\\.|[^\\:])*):(.*)$/.exec(line);
  if (fields === null) return null;
  const [host, port, database, user, password = ''] = fields.slice(1).map(unescape);
  const matches = (field: string | undefined, value: string) => field === '*' || field === value;
  const isSocket = target.host.startsWith('/');
  const matchesHost = matches(host, target.host) || (isSocket && host === 'localhost');
  return matchesHost &&
    matches(port, String(target.port)) &&
    matches(database, target.database) &&
    matches(user, target.user)
    ? password
    : null;
}

function unescape(field: string): string {
  return field.replaceAll(/\\(.)/g, '$1');
}
