import * as l10n from '@vscode/l10n';
import type { Tool } from '../convention.ts';
import { refuseOptions } from '../options.ts';
import { CONFIG_FILE, ID } from './identity.ts';
import { recognize } from './recognize.ts';

/** sqlx-cli and the sqlx library, 0.8 and 0.9. */
export const sqlx: Tool = {
  id: ID,
  title: ID,
  configFiles: [CONFIG_FILE],
  recognize,
  async configure(files, options) {
    // Two places for one thing would contradict each other.
    refuseOptions(
      options,
      ID,
      [],
      l10n.t('What sqlx itself has to know stands in {0}.', CONFIG_FILE),
    );
    // With it comes TOML.
    const { readConfig } = await import('./config.ts');
    const { convention } = await import('./convention.ts');
    const config = readConfig(files.get(CONFIG_FILE));
    return { convention: convention(config), migrationsFolder: config.migrationsFolder };
  },
};
