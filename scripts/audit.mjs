// `npm run audit`: known findings in what ships. `npm audit --omit=dev` alone would miss the packages
// that are bundled, which are development dependencies.
import { spawnSync } from 'node:child_process';
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { root } from './paths.mjs';
import { shippedPackages } from './shipped.mjs';

const SERIOUS = ['high', 'critical'];

const folders = await shippedPackages();
const { packages } = JSON.parse(readFileSync(join(root, 'package-lock.json'), 'utf8'));
for (const folder of folders)
  console.log(`${folder.slice('node_modules/'.length)} ${packages[folder].version}`);

const { stdout } = spawnSync('npm', ['audit', '--json'], {
  cwd: root,
  encoding: 'utf8',
  shell: process.platform === 'win32',
});
const { vulnerabilities } = JSON.parse(stdout || '{}');
if (vulnerabilities === undefined) {
  console.error('\nThe registry does not answer the question for findings. Nothing is known.');
  process.exit(2);
}
const found = Object.values(vulnerabilities).filter(({ nodes }) =>
  nodes.some((node) => folders.includes(node)),
);
for (const { name, severity, range } of found) console.error(`\n${severity}: ${name} ${range}`);
process.exit(found.some(({ severity }) => SERIOUS.includes(severity)) ? 1 : 0);
