import { runCommandLine } from '../../src/cli/command-line.ts';
import type { CommandLine, Printed } from './served-command.ts';

/** The process behind `ServedCommand`: whatever ends it, ends it as it would end the command. */

const printed = { stdout: '', stderr: '' };

for (const name of ['stdout', 'stderr'] as const) {
  process[name].write = (text: string | Uint8Array) => {
    printed[name] += text.toString();
    return true;
  };
}

process.on('message', (line: CommandLine) => {
  void carryOut(line).then((done) => process.send?.(done));
});

async function carryOut({ cwd, env, parameters }: CommandLine): Promise<Printed> {
  Object.assign(printed, { stdout: '', stderr: '' });
  process.chdir(cwd);
  process.env = { ...env };
  const code = await runCommandLine(parameters);
  return { code, ...printed };
}
