import { spawnSync } from 'node:child_process';
import { existsSync } from 'node:fs';
import { join } from 'node:path';

/** The folder of pg_dump's own server, when that is installed too. */
export function serverBesidePgDump(): string | null {
  const { stdout, status } = spawnSync('pg_config', ['--bindir'], { encoding: 'utf8' });
  const folder = status === 0 ? stdout.trim() : '';
  const there = ['postgres', 'initdb', 'pg_dump', 'pg_restore'].every((name) =>
    existsSync(join(folder, name)),
  );
  return folder !== '' && there ? folder : null;
}
