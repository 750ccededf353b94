import type { Tool } from '../convention.ts';
import { refuseOptions } from '../options.ts';
import { ID } from './identity.ts';
import { recognize } from './recognize.ts';

/** Files with an UP and a DOWN section: the runner of jazzmind/agent-server and its family. */
export const sections: Tool = {
  id: ID,
  title: ID,
  configFiles: [],
  recognize,
  async configure(_files, options) {
    refuseOptions(options, ID, ['table']);
    const { convention } = await import('./convention.ts');
    return {
      convention: convention(options.table ?? 'schema_migrations'),
      migrationsFolder: 'migrations',
    };
  },
};
