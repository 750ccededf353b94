import { cpSync, existsSync, readFileSync } from 'node:fs';
import { basename, join, relative } from 'node:path';
import { build } from 'esbuild';
import { launchBrowser } from './browser.ts';
import { CodeServer, type Settings } from './code-server.ts';
import { tallies, talliesVariable } from './tally.ts';
import { removeFolder, temporaryFolder } from './temporary-folder.ts';

const root = join(import.meta.dirname, '../..');
/** Inside the project, so that `require('mocha')` finds it. */
const bundles = join(root, '.cache/host-tests');

export interface HostResults {
  passed: number;
  failures: { title: string; error: string }[];
}

export interface HostOptions {
  /** Test files, bundled and run together in one window. */
  files: string[];
  /** The folder or `.code-workspace` file that the window has open. */
  workspace: string;
  /** The folder of the extension under test, built. */
  extension?: string;
  settings?: Settings;
  env?: NodeJS.ProcessEnv;
  /** In milliseconds, from the start of the server to the last test. */
  timeout?: number;
}

/** Runs a Mocha suite in the real extension host. */
export async function runHostTests(options: HostOptions): Promise<HostResults> {
  const { files, workspace, extension = root, timeout = 180_000 } = options;
  const tests = join(bundles, `${relative(root, files[0] ?? '').replaceAll(/\W+/g, '-')}.js`);
  await bundleHostTests(files, tests);
  const resultsFile = join(temporaryFolder('host-results'), 'results.json');
  const folder = temporaryFolder('host');
  const server = await CodeServer.start({
    folder,
    settings: options.settings ?? {},
    env: {
      ...options.env,
      STRATA_HOST_RESULTS: resultsFile,
      [talliesVariable]: tallies,
      STRATA_HOST_USER_DATA: join(folder, 'user-data'),
    },
    // Without the driver the server ignores a request to run tests, and says nothing.
    flags: ['--disable-workspace-trust', '--vscode-option', 'enable-smoke-test-driver'],
  });
  const browser = await launchBrowser();
  let log = '';
  try {
    const page = await browser.newPage();
    await page.exposeFunction('codeAutomationLog', (_level: string, parts: unknown[]) => {
      log += `${parts.map(String).join(' ')}\n`;
    });
    const remote = (path: string) => `vscode-remote://${new URL(server.origin).host}${path}`;
    const payload = [
      ['extensionDevelopmentPath', remote(extension)],
      ['extensionTestsPath', remote(tests)],
    ];
    const ended = new Promise<number | 'timeout'>((resolve) => {
      setTimeout(resolve, timeout, 'timeout').unref();
      void page
        .exposeFunction('codeAutomationExit', resolve)
        .then(() => page.goto(server.page(workspace, { payload: JSON.stringify(payload) })));
    });
    const code = await ended;
    if (existsSync(resultsFile)) {
      return JSON.parse(readFileSync(resultsFile, 'utf8')) as HostResults;
    }
    throw new Error(`The extension host gave no results (${String(code)}).\n${log}`);
  } finally {
    await browser.close();
    await server.stop();
  }
}

/** A fresh copy of what the tests work on: the folder's own `workspace`, else the sample project. */
export function hostWorkspace(testFolder: string, parent = temporaryFolder('host')): string {
  const own = join(testFolder, 'workspace');
  const sample = join(root, 'migrations-sample');
  const copy = join(parent, basename(testFolder));
  removeFolder(copy);
  cpSync(existsSync(own) ? own : sample, copy, { recursive: true });
  const workspaceFile = join(copy, 'test.code-workspace');
  return existsSync(workspaceFile) ? workspaceFile : copy;
}

export async function bundleHostTests(files: string[], outfile: string): Promise<void> {
  const loads = files.map((file) => `require(${JSON.stringify(file)});`).join('\n');
  await build({
    stdin: {
      contents: `import { runMocha } from './test/support/host-entry.ts';
        export const run = () => runMocha(() => { ${loads} });`,
      resolveDir: root,
      loader: 'ts',
    },
    outfile,
    bundle: true,
    platform: 'node',
    target: 'node22',
    format: 'cjs',
    external: ['vscode', 'mocha', 'pg-native'],
    // As the extension itself is bundled: some packages load their parts in a way that bundlers don't see.
    mainFields: ['module', 'main'],
    // Code under test finds what is built beside it, such as the process for SQLite.
    define: {
      'import.meta.dirname': JSON.stringify(join(root, 'dist')),
      'import.meta.filename': JSON.stringify(join(root, 'dist/extension.js')),
    },
    sourcemap: 'inline',
    logLevel: 'error',
  });
}
