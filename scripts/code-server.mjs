// Installs the workbench that the host and workbench tests run in, and that `npm start` may serve.
import { fileURLToPath } from 'node:url';
import { installOnce, runNpm } from './install.mjs';
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

if (process.argv[1] === fileURLToPath(import.meta.url)) await installCodeServer();
