// `npm run sample`: the sample's story in the terminal, told by the real CLI on a scratch copy.
import { spawnSync } from 'node:child_process';
import { readdirSync } from 'node:fs';
import { join } from 'node:path';
import { inRoot, root } from './paths.mjs';
import { must } from './run.mjs';
import { scratchSample } from './scratch.mjs';

await must(process.execPath, [inRoot('build.mjs'), '--production'], { cwd: root });
const sample = scratchSample();
const thirdLast = versions(join(sample, 'migrations')).at(-3);

console.log(`The sample is in ${sample}`);
strata('status');
strata('up', '--to', thirdLast);
strata('status');
strata('down');
strata('up', '--to', thirdLast);
strata('status');

function versions(folder) {
  const numbers = readdirSync(folder).flatMap((file) => /^\d+/.exec(file)?.[0] ?? []);
  return [...new Set(numbers)].sort((a, b) => Number(BigInt(a) - BigInt(b)));
}

function strata(...parameters) {
  console.log(`\n$ strata ${parameters.join(' ')}`);
  const { status } = spawnSync(process.execPath, [inRoot('dist/cli.js'), ...parameters], {
    cwd: sample,
    stdio: 'inherit',
  });
  if (status !== 0) {
    console.error(`strata ${parameters[0]} ended with ${status}`);
    process.exit(1);
  }
}
