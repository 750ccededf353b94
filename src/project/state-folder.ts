import { homedir } from 'node:os';
import { join } from 'node:path';

/**
 * The user's own folder for what Strata keeps between its runs, never in a repository
 * (https://specifications.freedesktop.org/basedir/latest/).
 */
export function stateFolder(
  env: NodeJS.ProcessEnv,
  platform: NodeJS.Platform = process.platform,
  home: string = homedir(),
): string {
  if (env.XDG_STATE_HOME) return join(env.XDG_STATE_HOME, 'strata');
  if (platform === 'win32') return join(env.LOCALAPPDATA ?? join(home, 'AppData/Local'), 'Strata');
  if (platform === 'darwin') return join(home, 'Library/Application Support/Strata');
  return join(home, '.local/state/strata');
}
