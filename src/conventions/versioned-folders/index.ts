import type { Tool } from '../convention.ts';
import { refuseOptions } from '../options.ts';
import { ID } from './identity.ts';
import { recognize } from './recognize.ts';

/** The Flyway-inspired `V001__name/` folders of Blueplane Telemetry Core's migration runner. */
export const versionedFolders: Tool = {
  id: ID,
  title: ID,
  configFiles: [],
  recognize,
  async configure(_files, options) {
    refuseOptions(options, ID, ['table', 'lockFile', 'backupFolder', 'backupRetention']);
    // With it come YAML and its schema, which nobody needs who has no such project.
    const { convention } = await import('./convention.ts');
    return { convention: convention(options), migrationsFolder: 'migrations' };
  },
};
