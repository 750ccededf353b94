import { runCommandLine } from './command-line.ts';
import { reportFault } from './fault.ts';

// Who reads our output may stop reading, as `head` does; that must not end a run half-way.
for (const stream of [process.stdout, process.stderr]) {
  stream.on('error', (error: NodeJS.ErrnoException) => {
    if (error.code !== 'EPIPE') throw error;
  });
}
process.on('uncaughtException', (error) => {
  process.exit(reportFault(error));
});

void runCommandLine(process.argv.slice(2)).then((exitCode) => {
  process.exitCode = exitCode;
});
