import { cpSync, existsSync, readFileSync } from 'node:fs';
import { basename, join, relative } from 'node:path';
import { build } from 'esbuild';
import type { Browser } from 'playwright-core';
import { launchBrowser } from './browser.ts';
import { CodeServer } from './code-server.ts';
import { tallies, talliesVariable } from './tally.ts';
import { removeFolder, temporaryFolder } from './temporary-folder.ts';

const root = join(import.meta.dirname, '../..');
/** Inside the project, so that `require('mocha')` finds it. */
const bundles = join(root, '.cache/host-tests');

export interface HostResults {
  passed: number;
  failures: { title: string; error: string }[];
}

export interface HostWindow {
  /** Test files, bundled and run together. */
  files: string[];
  /** The folder or `.code-workspace` file that the window has open. */
  workspace: string;
  /** The folder of the extension; as the sources are built where none is named. */
  extension?: string;
}

/** In milliseconds: what a window may take that does not end by itself. */
const PATIENCE = 600_000;

/** Runs Mocha suites in the real extension host: a window each, one after the other. */
export class TestHost {
  readonly #server: CodeServer;
  readonly #browser: Browser;

  private constructor(server: CodeServer, browser: Browser) {
    this.#server = server;
    this.#browser = browser;
  }

  /** @param others folders of extensions that are there besides the one that is tested */
  static async start(env: NodeJS.ProcessEnv, others: readonly string[] = []): Promise<TestHost> {
    const folder = temporaryFolder('host');
    for (const other of others) {
      cpSync(other, join(folder, 'extensions', basename(other)), { recursive: true });
    }
    const server = await CodeServer.start({
      folder,
      isLean: true,
      env: {
        ...env,
        [talliesVariable]: tallies,
        STRATA_HOST_USER_DATA: join(folder, 'user-data'),
      },
      // Without the driver the server ignores a request to run tests, and says nothing.
      flags: ['--disable-workspace-trust', '--vscode-option', 'enable-smoke-test-driver'],
    });
    return new TestHost(server, await launchBrowser());
  }

  async run(window: HostWindow): Promise<HostResults> {
    const results = (await this.#runIn(window)) ?? (await this.#runIn(window));
    if (results === null) throw new Error(`${window.workspace} was opened without folders, twice.`);
    return results;
  }

  /** Gives null where the window has not opened the folders of its workspace. */
  async #runIn({ files, workspace, extension = root }: HostWindow): Promise<HostResults | null> {
    const tests = join(bundles, `${relative(root, files[0] ?? '').replaceAll(/\W+/g, '-')}.js`);
    const resultsFile = join(temporaryFolder('host-results'), 'results.json');
    await bundleHostTests(files, tests, resultsFile);
    const page = await this.#browser.newPage();
    let log = '';
    try {
      await page.exposeFunction('codeAutomationLog', (_level: string, parts: unknown[]) => {
        log += `${parts.map(String).join(' ')}\n`;
      });
      const code = await new Promise<number | 'timeout'>((resolve) => {
        setTimeout(resolve, PATIENCE, 'timeout').unref();
        void page
          .exposeFunction('codeAutomationExit', resolve)
          .then(() =>
            page.goto(this.#address(workspace, extension, tests), { waitUntil: 'commit' }),
          );
      });
      if (!existsSync(resultsFile)) {
        throw new Error(`The extension host gave no results (${String(code)}).\n${log}`);
      }
      return JSON.parse(readFileSync(resultsFile, 'utf8')) as HostResults | null;
    } finally {
      // A window that is only closed would be waited for, with all that it has started.
      await page.goto('about:blank');
      await page.close();
    }
  }

  #address(workspace: string, extension: string, tests: string): string {
    const remote = (path: string) => `vscode-remote://${new URL(this.#server.origin).host}${path}`;
    const payload = [
      ['extensionDevelopmentPath', remote(extension)],
      ['extensionTestsPath', remote(tests)],
    ];
    return this.#server.page(workspace, { payload: JSON.stringify(payload) });
  }

  async stop(): Promise<void> {
    await this.#browser.close();
    await this.#server.stop();
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

/** @param resultsFile where the bundle writes its `HostResults`; without one it fails where a test does */
export async function bundleHostTests(
  files: string[],
  outfile: string,
  resultsFile?: string,
): Promise<void> {
  const loads = files.map((file) => `require(${JSON.stringify(file)});`).join('\n');
  await build({
    stdin: {
      contents: `import { runMocha } from './test/support/host-entry.ts';
        export const run = () => runMocha(() => { ${loads} }, ${JSON.stringify(resultsFile)});`,
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
