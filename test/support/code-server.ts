import { execFileSync, spawn, type ChildProcess } from 'node:child_process';
import { once } from 'node:events';
import { existsSync, mkdirSync, symlinkSync, writeFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { atExit } from './at-exit.ts';

const root = join(import.meta.dirname, '../..');
const codeServer = join(root, 'test/workbench/node_modules/code-server');
const entry = join(codeServer, 'out/node/entry.js');

export type Settings = Record<string, unknown>;

export interface CodeServerOptions {
  /** Holds all that the server writes: user data, extensions, configuration. */
  folder: string;
  /** On top of those that keep the workbench quiet. */
  settings?: Settings;
  vsix?: string;
  env?: NodeJS.ProcessEnv;
  /** Only those of VS Code's own extensions that migrations meet: all hundred take a third of a window's start. */
  isLean?: boolean;
  /** Given to code-server as they are. */
  flags?: string[];
}

/** No welcome page, no assistant, no updates: what a person sees is the editor and Strata. */
const quiet: Settings = {
  // As on the desktop, where most people have it; in a browser it would be on, and would save what tests only type.
  'files.autoSave': 'off',
  'workbench.startupEditor': 'none',
  'chat.disableAIFeatures': true,
  'workbench.secondarySideBar.defaultVisibility': 'hidden',
  'git.enabled': false,
  'extensions.autoUpdate': false,
  'extensions.autoCheckUpdates': false,
  'extensions.ignoreRecommendations': true,
  'window.commandCenter': false,
  'editor.minimap.enabled': false,
  'workbench.enableExperiments': false,
  'workbench.reduceMotion': 'on',
  'telemetry.telemetryLevel': 'off',
  // Neither a second place for extensions, nor a look every few seconds at what listens on this machine.
  'extensions.webWorker': false,
  'remote.autoForwardPorts': false,
  'remote.autoForwardPortsSource': 'output',
};

const metByMigrations = [
  ...['sql', 'json', 'json-language-features', 'yaml', 'dotenv', 'ini', 'diff'],
  ...['theme-defaults', 'theme-seti', 'theme-modern-icons'],
];

/** VS Code's own server, which serves the real workbench to a browser. */
export class CodeServer {
  readonly origin: string;
  readonly #process: ChildProcess;

  private constructor(origin: string, process: ChildProcess) {
    this.origin = origin;
    this.#process = process;
  }

  static async start({ folder, settings, vsix, env, isLean, flags = [] }: CodeServerOptions) {
    // For a test that is run by itself; a whole run has installed it before.
    if (!existsSync(entry)) {
      execFileSync(process.execPath, [join(root, 'scripts/code-server.mjs')], { stdio: 'inherit' });
    }
    const settingsFile = join(folder, 'user-data/User/settings.json');
    mkdirSync(dirname(settingsFile), { recursive: true });
    writeFileSync(settingsFile, JSON.stringify({ ...quiet, ...settings }));
    const address = ['--bind-addr', '127.0.0.1:0', '--auth', 'none'];
    const lean = isLean ? ['--builtin-extensions-dir', leanExtensions(folder)] : [];
    const child = spawnCodeServer(folder, [...address, ...lean, ...flags], env, vsix);
    return new CodeServer(await addressOf(child), child);
  }

  /** The page that shows a folder or a `.code-workspace` file. */
  page(path: string, query: Record<string, string> = {}): string {
    const kind = path.endsWith('.code-workspace') ? 'workspace' : 'folder';
    const parameters = { [kind]: path.replaceAll('\\', '/'), ...query };
    // Slashes as they are: people read this address.
    const search = new URLSearchParams(parameters).toString().replaceAll('%2F', '/');
    return `${this.origin}/?${search}`;
  }

  async stop(): Promise<void> {
    if (this.#process.exitCode === null && this.#process.signalCode === null) {
      const ended = once(this.#process, 'exit');
      this.#process.kill();
      await ended;
    }
    killGroup(this.#process);
  }
}

function leanExtensions(parent: string): string {
  const folder = join(parent, 'built-in');
  mkdirSync(folder, { recursive: true });
  for (const name of metByMigrations) {
    symlinkSync(join(codeServer, 'lib/vscode/extensions', name), join(folder, name), 'junction');
  }
  return folder;
}

function spawnCodeServer(
  folder: string,
  flags: string[],
  env: NodeJS.ProcessEnv = {},
  vsix?: string,
): ChildProcess {
  const own = [
    ...['--user-data-dir', join(folder, 'user-data')],
    ...['--extensions-dir', join(folder, 'extensions')],
    ...['--config', join(folder, 'config.yaml')],
    ...['--disable-telemetry', '--disable-update-check', '--disable-getting-started-override'],
  ];
  // Texts of applied migrations are kept with the rest of what this window leaves behind.
  const cleanEnv = { ...environment(), XDG_STATE_HOME: join(folder, 'state'), ...env };
  if (vsix !== undefined) {
    const install = [entry, ...own, '--install-extension', vsix];
    execFileSync(process.execPath, install, { env: cleanEnv, stdio: 'pipe' });
  }
  const child = spawn(process.execPath, [entry, ...own, ...flags], {
    env: cleanEnv,
    stdio: ['ignore', 'pipe', 'pipe'],
    detached: canGroup,
  });
  atExit(() => {
    killGroup(child);
  });
  return child;
}

const canGroup = process.platform !== 'win32';

/** An extension host may outlive its server, so the whole group goes. */
function killGroup(child: ChildProcess): void {
  if (!canGroup || child.pid === undefined) {
    child.kill('SIGKILL');
    return;
  }
  try {
    process.kill(-child.pid, 'SIGKILL');
  } catch {
    // Nobody was left.
  }
}

/**
 * In a terminal of VS Code, variables would make code-server talk to that window; and whose
 * environment names a database must not have the sample applied to it.
 */
function environment(): NodeJS.ProcessEnv {
  const foreign =
    /^(VSCODE_|CODE_SERVER_|ELECTRON_|PORT$|PASSWORD$|NODE_OPTIONS$|NODE_TEST_|DATABASE_URL$|PG[A-Z]+$)/;
  return Object.fromEntries(Object.entries(process.env).filter(([name]) => !foreign.test(name)));
}

function addressOf(child: ChildProcess): Promise<string> {
  return new Promise((resolve, reject) => {
    let output = '';
    const read = (chunk: Buffer) => {
      output += chunk.toString();
      const listening = /HTTP server listening on (http:\/\/[^/\s]+)/.exec(output);
      if (listening?.[1] !== undefined) resolve(listening[1]);
    };
    child.stdout?.on('data', read);
    child.stderr?.on('data', read);
    child.once('exit', (code) => {
      reject(new Error(`code-server ended with ${String(code)}:\n${output}`));
    });
  });
}
