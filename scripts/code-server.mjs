// Installs the workbench that the host and workbench tests run in, and that `npm start` may serve.
import { installOnce, runNpm } from './install.mjs';
import { isMain, main } from './main.mjs';
import { inRoot } from './paths.mjs';

const folder = inRoot('test/workbench');
const vscode = inRoot('test/workbench/node_modules/code-server/lib/vscode');

/** In place of code-server's own install script, which compiles a module that nothing here needs. */
async function installParts() {
  await runNpm(vscode, ['install', '--omit=dev']);
  await runNpm(`${vscode}/extensions`, ['install', '--omit=dev']);
}

export function installCodeServer() {
  return installOnce(folder, installParts);
}

if (isMain(import.meta.url)) await main(installCodeServer);
