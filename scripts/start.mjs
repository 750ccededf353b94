// `npm start`: VS Code with Strata on a scratch copy of the sample.
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { installCodeServer } from './code-server.mjs';
import { packageVsix } from './package.mjs';
import { run } from './run.mjs';
import { scratchSample } from './scratch.mjs';

const vsix = await packageVsix();
const sample = scratchSample();
// Settings and extensions of its own: the VS Code that somebody works with stays as it is, and
// none of its other extensions comes between.
const profile = mkdtempSync(join(tmpdir(), 'strata-profile-'));

if (await hasCode()) await openCode();
else await serve();

async function hasCode() {
  // Inside a remote window `code` only talks to that window, and knows no profile of its own.
  if (process.env.VSCODE_IPC_HOOK_CLI !== undefined) return false;
  return (await code(['--version'])).code === 0;
}

function code(parameters) {
  const shell = process.platform === 'win32';
  return run('code', shell ? parameters.map((text) => `"${text}"`) : parameters, { shell });
}

async function openCode() {
  const own = ['--user-data-dir', join(profile, 'user'), '--extensions-dir', join(profile, 'ext')];
  if (process.getuid?.() === 0) own.push('--no-sandbox');
  const installed = await code([...own, '--install-extension', vsix, '--force']);
  if (installed.code !== 0) throw new Error(installed.output);
  // The folder is our own sample, so the question whether its authors are trusted is answered.
  const opened = await code([...own, '--disable-workspace-trust', '--new-window', sample]);
  if (opened.code !== 0) throw new Error(opened.output);
  console.log(`VS Code opens the sample in ${sample}`);
}

async function serve() {
  console.log('There is no `code` command here, so the workbench comes to the browser.');
  await installCodeServer();
  const { CodeServer } = await import('../test/support/code-server.ts');
  const flags = ['--disable-workspace-trust'];
  const server = await CodeServer.start({ folder: profile, vsix, flags });
  for (const signal of ['SIGINT', 'SIGTERM']) {
    process.on(signal, async () => {
      await server.stop();
      rmSync(profile, { recursive: true, force: true });
      process.exit(0);
    });
  }
  console.log(`Strata is at ${server.page(sample)} (Ctrl-C ends it)`);
}
