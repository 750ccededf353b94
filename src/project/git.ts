import { execFile } from 'node:child_process';
import { promisify } from 'node:util';

const run = promisify(execFile);

/** What git calls the person at work in this folder; null where there is no git or no name. */
export async function gitUserName(folder: string): Promise<string | null> {
  const name = await git(folder, 'config', 'user.name');
  return name === null || name.trim() === '' ? null : name.trim();
}

/** What git prints; null where it is not there or does not do it. */
export async function git(
  folder: string,
  ...parameters: readonly string[]
): Promise<string | null> {
  try {
    const { stdout } = await run('git', parameters, { cwd: folder, windowsHide: true });
    return stdout;
  } catch {
    return null;
  }
}
