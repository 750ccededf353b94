import { spawn } from 'node:child_process';

/**
 * Runs a program for a process that may be killed at any moment, and ends the program then: our
 * standard input is open for as long as that process lives.
 */
const [file = '', ...parameters] = process.argv.slice(2);
const program = spawn(file, parameters, { stdio: ['ignore', 'inherit', 'inherit'] });

process.stdin.resume().on('close', () => {
  program.kill('SIGKILL');
});
// A terminal's Ctrl-C reaches all of us, and whoever called decides what it means.
process.on('SIGINT', () => undefined);

program.on('error', ({ message }) => {
  process.stderr.write(message);
  process.exit(1);
});
program.on('exit', (exitCode, signal) => {
  if (signal === null) process.exit(exitCode ?? 1);
  process.removeAllListeners('SIGINT');
  process.kill(process.pid, signal);
});
