// Loaded before each test file where the command is built: what the sources start as a process or a
// thread is then that of the build, which starts in a third of the time.
import childProcess from 'node:child_process';
import { syncBuiltinESMExports } from 'node:module';
import { dirname, join } from 'node:path';
import workerThreads from 'node:worker_threads';
import { commandEntries } from './bundle.mjs';
import { inRoot } from './paths.mjs';

const folder = dirname(process.env.STRATA_TEST_COMMAND);
const built = new Map(
  Object.entries(commandEntries).map(([name, source]) => [
    inRoot(source),
    join(folder, `${name}.js`),
  ]),
);
const asBuilt = (entry) => built.get(entry) ?? entry;

const { fork } = childProcess;
const { Worker } = workerThreads;
childProcess.fork = (entry, ...rest) => fork(asBuilt(entry), ...rest);
workerThreads.Worker = class extends Worker {
  constructor(entry, options) {
    super(asBuilt(entry), options);
  }
};
syncBuiltinESMExports();
