import { execFileSync } from 'node:child_process';
import {
  chmodSync,
  chownSync,
  cpSync,
  existsSync,
  mkdirSync,
  renameSync,
  statSync,
  writeFileSync,
} from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { PostgresBinaries, ServerUser } from './postgres-binaries.ts';
import { removeFolder } from './temporary-folder.ts';

export interface Superuser {
  readonly user: string;
  readonly password: string;
}

/** Makes a server's data folder: a copy of what `initdb` has made once, which costs ten times as much. */
export function makeDataFolder(
  data: string,
  binaries: PostgresBinaries,
  runAs: ServerUser,
  superuser: Superuser,
): void {
  const from = initialised(binaries, runAs, superuser);
  if (process.platform === 'win32') cpSync(from, data, { recursive: true });
  // Node's own copy would be root's, and open to all.
  else execFileSync('cp', ['-a', from, data]);
}

function initialised(
  { initdb }: PostgresBinaries,
  runAs: ServerUser,
  { user, password }: Superuser,
): string {
  const made = join(tmpdir(), `strata-initdb-${statSync(initdb).mtimeMs.toFixed(0)}`);
  if (existsSync(made)) return made;
  const unfinished = `${made}-${process.pid}`;
  const [data, passwordFile] = [join(unfinished, 'data'), join(unfinished, 'password')];
  mkdirSync(unfinished);
  writeFileSync(passwordFile, password);
  chmodSync(passwordFile, 0o600);
  for (const path of [unfinished, passwordFile]) {
    if (runAs.uid !== undefined) chownSync(path, runAs.uid, runAs.gid ?? 0);
  }
  const parameters = [
    ...['--pgdata', data, '--username', user, '--pwfile', passwordFile],
    ...['--auth', 'scram-sha-256', '--encoding', 'UTF8', '--locale', 'C', '--no-sync'],
  ];
  const env = { ...process.env, LC_ALL: 'C' };
  execFileSync(initdb, parameters, { ...runAs, cwd: unfinished, env, stdio: 'pipe' });
  try {
    renameSync(data, made);
  } catch (error) {
    // Another process may have made it meanwhile.
    if (!existsSync(made)) throw error;
  }
  removeFolder(unfinished);
  return made;
}
