import { execFileSync } from 'node:child_process';
import { mkdirSync, writeFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { temporaryFolder } from './temporary-folder.ts';

/** A real repository in a folder of its own, which knows nothing of this machine's settings. */
export class GitRepository {
  readonly root: string;

  constructor(root = temporaryFolder('repository')) {
    this.root = root;
    this.git('init', '--quiet', '--initial-branch=main');
    this.git('config', 'user.name', 'Ann');
    this.git('config', 'user.email', 'ann@example.com');
  }

  git(...parameters: readonly string[]): string {
    return execFileSync('git', parameters, {
      cwd: this.root,
      encoding: 'utf8',
      stdio: ['ignore', 'pipe', 'pipe'],
      env: {
        ...process.env,
        ...{ GIT_CONFIG_NOSYSTEM: '1', GIT_CONFIG_GLOBAL: '/dev/null' },
        ...{ GIT_AUTHOR_DATE: '2025-03-01T12:00:00Z', GIT_COMMITTER_DATE: '2025-03-01T12:00:00Z' },
      },
    }).trim();
  }

  write(path: string, text = `${path}\n`): void {
    mkdirSync(dirname(join(this.root, path)), { recursive: true });
    writeFileSync(join(this.root, path), text);
  }

  /** @returns the hash */
  commit(subject: string, ...paths: readonly string[]): string {
    for (const path of paths) this.write(path);
    this.git('add', '--all');
    this.git('commit', '--quiet', '--message', subject);
    return this.git('rev-parse', 'HEAD');
  }

  /** @returns the hash */
  merge(branch: string, ...options: readonly string[]): string {
    this.git('merge', '--quiet', '--no-ff', '--no-edit', ...options, branch);
    return this.git('rev-parse', 'HEAD');
  }
}
