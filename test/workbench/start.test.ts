import assert from 'node:assert/strict';
import { spawn, spawnSync } from 'node:child_process';
import { once } from 'node:events';
import { chmodSync, existsSync, readFileSync, writeFileSync } from 'node:fs';
import { delimiter, join } from 'node:path';
import { describe, it } from 'node:test';
import { launchBrowser } from '../support/browser.ts';
import { removeFolder, temporaryFolder } from '../support/temporary-folder.ts';

const start = join(import.meta.dirname, '../../scripts/start.mjs');

describe('npm start', () => {
  it('serves the workbench with the sample, and cleans up on Ctrl-C', async () => {
    const running = spawn(process.execPath, [start, '--browser']);
    let output = '';
    const served = new Promise<URL>((resolve, reject) => {
      running.stdout.setEncoding('utf8').on('data', (text: string) => {
        output += text;
        const address = /Strata is at (\S+)/.exec(output)?.[1];
        if (address !== undefined) resolve(new URL(address));
      });
      running.once('exit', () => {
        reject(new Error(output));
      });
    });
    const address = await served;
    const sample = address.searchParams.get('folder') ?? '';
    const browser = await launchBrowser();
    try {
      const page = await browser.newPage();
      await page.goto(address.href);
      await page.locator('.activitybar .action-item[aria-label^="Strata"]').click();
      await page.getByRole('treeitem', { name: /create customers/i }).waitFor();
    } finally {
      await browser.close();
    }
    assert.equal(existsSync(join(sample, 'migrations')), true);
    running.kill('SIGINT');
    assert.deepEqual(await once(running, 'exit'), [0, null]);
    assert.equal(existsSync(sample), false);
  });

  it('uses `code` where there is one, and leaves its profile alone', () => {
    const folder = temporaryFolder('code');
    const log = join(folder, 'log');
    writeFileSync(join(folder, 'code'), `#!/bin/sh\necho "$@" >> ${log}\n`);
    chmodSync(join(folder, 'code'), 0o755);
    const env = { ...process.env, VSCODE_IPC_HOOK_CLI: undefined };
    const { status, stdout } = spawnSync(process.execPath, [start], {
      env: { ...env, PATH: [folder, process.env.PATH].join(delimiter) },
      encoding: 'utf8',
    });
    assert.equal(status, 0);
    const [version, install, open] = readFileSync(log, 'utf8').split('\n');
    assert.equal(version, '--version');
    const profile = /--user-data-dir (\S+)\/user --extensions-dir \1\/ext /.exec(
      install ?? '',
    )?.[1];
    assert.ok(profile);
    assert.match(install ?? '', /--install-extension \S+strata-migrations-[\d.]+\.vsix --force$/);
    const sample = /in (\S+)/.exec(stdout)?.[1] ?? '';
    assert.match(open ?? '', new RegExp(`--user-data-dir ${profile}/user .* ${sample}$`));
    removeFolder(sample);
    removeFolder(profile);
  });
});
