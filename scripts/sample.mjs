// `npm run sample`: the sample's story in the terminal, told by the real CLI on a scratch copy.
import { spawnSync } from 'node:child_process';
import { readdirSync } from 'node:fs';
import { join } from 'node:path';
import { main } from './main.mjs';
import { inRoot, root } from './paths.mjs';
import { must } from './run.mjs';
import { scratchSample } from './scratch.mjs';

await main(async () => {
  await must(process.execPath, [inRoot('build.mjs'), '--production'], { cwd: root });
  const sample = scratchSample();
  const thirdLast = versions(join(sample, 'migrations')).at(-3);
  console.log(`The sample is in ${sample}`);
  const story = [
    'status',
    `up --to ${thirdLast}`,
    'status',
    'down',
    `up --to ${thirdLast}`,
    'status',
  ];
  for (const line of story) strata(sample, line);
});

function versions(folder) {
  const numbers = readdirSync(folder).flatMap((file) => /^\d+/.exec(file)?.[0] ?? []);
  return [...new Set(numbers)].sort((a, b) => Number(BigInt(a) - BigInt(b)));
}

function strata(cwd, line) {
  console.log(`\n$ strata ${line}`);
  const parameters = [inRoot('dist/cli.js'), ...line.split(' ')];
  const { status } = spawnSync(process.execPath, parameters, { cwd, stdio: 'inherit' });
  if (status !== 0) throw new Error(`strata ${line} ended with ${status}`);
}
