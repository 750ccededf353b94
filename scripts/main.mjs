import { realpathSync } from 'node:fs';
import { fileURLToPath } from 'node:url';

/** Whether this module is the command, and not imported by one. */
export function isMain(moduleUrl) {
  return realpathSync(process.argv[1]) === fileURLToPath(moduleUrl);
}

/** Runs a command's work; what goes wrong is told in its own words, for the stack helps nobody. */
export async function main(work) {
  try {
    await work();
  } catch (error) {
    console.error(error.message);
    process.exitCode = 1;
  }
}
