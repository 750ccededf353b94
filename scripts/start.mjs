// `npm start`: VS Code with Strata on a scratch copy of the sample. `npm start -- --browser` serves
// it to the browser also where there is a VS Code.
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { installCodeServer } from './code-server.mjs';
import { main } from './main.mjs';
import { packageVsix } from './package.mjs';
import { run } from './run.mjs';
import { scratchSample } from './scratch.mjs';

await main(async () => {
  const vsix = await packageVsix();
  const sample = scratchSample();
  // Settings and extensions of its own: the VS Code that somebody works with stays as it is, and
  // none of its other extensions comes between.
  const profile = mkdtempSync(join(tmpdir(), 'strata-profile-'));
  if (!process.argv.includes('--browser') && (await hasCode())) {
    await openCode(vsix, sample, profile);
  } else {
    await serve(vsix, sample, profile);
  }
});

async function hasCode() {
  // Inside a remote window `code` only talks to that window, and knows no profile of its own.
  if (process.env.VSCODE_IPC_HOOK_CLI !== undefined) return false;
  return (await code(['--version'])).code === 0;
}

function code(parameters) {
  const shell = process.platform === 'win32';
  return run('code', shell ? parameters.map((text) => `"${text}"`) : parameters, { shell });
}

async function openCode(vsix, sample, profile) {
  const own = ['--user-data-dir', join(profile, 'user'), '--extensions-dir', join(profile, 'ext')];
  if (process.getuid?.() === 0) own.push('--no-sandbox');
  // The folder is our own sample, so the question whether its authors are trusted is answered.
  const open = ['--disable-workspace-trust', '--new-window', sample];
  for (const parameters of [['--install-extension', vsix, '--force'], open]) {
    const { code: status, output } = await code([...own, ...parameters]);
    if (status !== 0) throw new Error(output);
  }
  console.log(`VS Code opens the sample in ${sample}`);
}

async function serve(vsix, sample, profile) {
  console.log('The workbench comes to the browser; the first time it takes a minute to install.');
  await installCodeServer();
  const { CodeServer } = await import('../test/support/code-server.ts');
  const flags = ['--disable-workspace-trust'];
  const server = await CodeServer.start({ folder: profile, vsix, flags });
  for (const signal of ['SIGINT', 'SIGTERM']) {
    process.once(signal, async () => {
      await server.stop();
      for (const folder of [profile, sample]) rmSync(folder, { recursive: true, maxRetries: 5 });
      process.exit(0);
    });
  }
  console.log(`Strata is at ${server.page(sample)} (Ctrl-C ends it)`);
}
