// Loaded before each test file. A handle that a test left open would keep the file's process, and
// the whole run with it, for ever; `--test-force-exit` loses results that are not yet reported.
import { after } from 'node:test';

const patience = 10_000;

if (process.env.NODE_TEST_CONTEXT !== undefined) {
  after(() => {
    const complain = () => {
      const kinds = [...new Set(process.getActiveResourcesInfo())].join(', ');
      console.error(`The tests of this file are over, but it keeps running because of: ${kinds}`);
      process.exit(1);
    };
    setTimeout(complain, patience).unref();
  });
}
