import { execFileSync, spawnSync, type ExecFileSyncOptions } from 'node:child_process';
import { accessSync, constants, existsSync, mkdirSync } from 'node:fs';
import { createRequire } from 'node:module';
import { delimiter, dirname, join } from 'node:path';
import { chromium, type Browser } from 'playwright-core';

/** The project's own, so that nothing is left elsewhere on the machine. */
const cache = join(import.meta.dirname, '../../.cache/browsers');

const names = ['google-chrome', 'google-chrome-stable', 'chromium', 'chromium-browser', 'chrome'];

const usualPlaces = [
  '/Applications/Google Chrome.app/Contents/MacOS/Google Chrome',
  '/Applications/Chromium.app/Contents/MacOS/Chromium',
  '/Applications/Microsoft Edge.app/Contents/MacOS/Microsoft Edge',
  ...['PROGRAMFILES', 'PROGRAMFILES(X86)', 'LOCALAPPDATA'].flatMap((variable) => {
    const folder = process.env[variable];
    return folder === undefined
      ? []
      : [
          join(folder, 'Google/Chrome/Application/chrome.exe'),
          join(folder, 'Microsoft/Edge/Application/msedge.exe'),
        ];
  }),
];

export function launchBrowser(): Promise<Browser> {
  return chromium.launch({
    executablePath: findOrInstallBrowser(),
    args: [
      // Neither a sandbox for root, nor a graphics card, nor anything that would call home.
      ...['--no-sandbox', '--disable-gpu', '--disable-quic', '--no-first-run'],
      ...['--disable-background-networking', '--disable-component-update', '--disable-sync'],
      '--disable-dev-shm-usage',
    ],
  });
}

/** The browser of this machine, else one brought here, in the ways that work without questions. */
export function findOrInstallBrowser(): string {
  const found = findBrowser();
  if (found !== undefined) return found;
  const reasons: string[] = [];
  for (const bring of [downloadBrowser, installDebianChromium]) {
    try {
      bring();
    } catch (error) {
      reasons.push(error instanceof Error ? error.message : String(error));
    }
    const browser = findBrowser();
    if (browser !== undefined) return browser;
  }
  throw new Error(
    `No Chrome or Chromium here, and none could be brought:\n${reasons.join('\n')}\n${advice()}`,
  );
}

export function findBrowser(): string | undefined {
  const named = process.env.CHROME_PATH;
  if (named !== undefined) {
    if (isExecutable(named)) return named;
    throw new Error(`CHROME_PATH names ${named}, which is not a program.`);
  }
  const folders = (process.env.PATH ?? '').split(delimiter);
  const suffix = process.platform === 'win32' ? '.exe' : '';
  return [
    ...folders.flatMap((folder) => names.map((name) => join(folder, name + suffix))),
    ...usualPlaces,
    ...downloaded(),
  ].find(isExecutable);
}

function isExecutable(file: string): boolean {
  try {
    accessSync(file, constants.X_OK);
    return true;
  } catch {
    return false;
  }
}

function downloaded(): string[] {
  process.env.PLAYWRIGHT_BROWSERS_PATH ??= cache;
  const file = chromium.executablePath();
  if (process.platform !== 'linux' || !existsSync(file)) return [file];
  // A bare Linux lacks the libraries that the download expects; a distribution's package brings them.
  return spawnSync(file, ['--version']).status === 0 ? [file] : [];
}

function downloadBrowser(): void {
  const cli = join(dirname(createRequire(import.meta.url).resolve('playwright-core')), 'cli.js');
  mkdirSync(cache, { recursive: true });
  attempt('The download', process.execPath, [cli, 'install', '--no-shell', 'chromium'], {
    env: { ...process.env, PLAYWRIGHT_BROWSERS_PATH: cache },
    timeout: 180_000,
  });
}

function installDebianChromium(): void {
  if (process.getuid?.() !== 0 || !existsSync('/etc/debian_version')) return;
  const env = { ...process.env, DEBIAN_FRONTEND: 'noninteractive' };
  attempt('apt-get update', 'apt-get', ['update'], { env });
  attempt('apt-get install', 'apt-get', ['install', '-y', 'chromium'], { env });
}

function attempt(
  what: string,
  command: string,
  parameters: string[],
  options: ExecFileSyncOptions,
) {
  try {
    execFileSync(command, parameters, { stdio: 'pipe', ...options });
  } catch (error) {
    const { stderr, message } = error as { stderr?: Buffer; message: string };
    const lines = (stderr?.toString() ?? message).split('\n');
    const reasons = lines.filter((line) => /error|failed|unable/i.test(line)).slice(-2);
    throw new Error(`${what} failed: ${reasons.join('\n')}`, { cause: error });
  }
}

function advice(): string {
  const debian = existsSync('/etc/debian_version');
  const command =
    process.platform === 'darwin'
      ? 'brew install --cask chromium'
      : process.platform === 'win32'
        ? 'winget install Google.Chrome'
        : debian
          ? 'sudo apt-get install -y chromium'
          : 'npx playwright-core install chromium';
  return `This helps: ${command} (or set CHROME_PATH to a browser you have).`;
}
