import { join } from 'node:path';

/** What starts the command: the build that `npm test` has made; by itself, a test takes the sources. */
export const commandFile =
  process.env.STRATA_TEST_COMMAND ?? join(import.meta.dirname, '../../src/cli/main.ts');
