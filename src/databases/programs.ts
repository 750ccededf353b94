import { spawn } from 'node:child_process';
import { access, constants } from 'node:fs/promises';
import { delimiter, extname, isAbsolute, join } from 'node:path';
import * as l10n from '@vscode/l10n';
import { cancelled } from './cancelled.ts';
import { StrataError } from '../core/errors.ts';

/** An engine's own programs, such as pg_dump, which are not ours to bring. */

/** The program's file on the PATH; null: there is none. */
export async function findProgram(name: string): Promise<string | null> {
  const file = process.platform === 'win32' ? `${name}.exe` : name;
  for (const folder of (process.env.PATH ?? '').split(delimiter)) {
    // From the folder one is in, which may be a stranger's, nothing is started.
    if (!isAbsolute(folder)) continue;
    const path = join(folder, file);
    const usable = await access(path, constants.X_OK).then(
      () => true,
      () => false,
    );
    if (usable) return path;
  }
  return null;
}

/** @param source where to get it, for people */
export function missingProgram(name: string, source: string): StrataError {
  return new StrataError('refused', l10n.t('{0} is needed, and is not on the PATH.', name), {
    hint: source,
  });
}

export interface ProgramOptions {
  /** Changes to our own environment; null: to be taken out of it. */
  readonly env?: Readonly<Record<string, string | null>>;
  readonly signal?: AbortSignal | undefined;
}

export interface ProgramResult {
  /** Null: it was ended by a signal. */
  readonly exitCode: number | null;
  readonly output: string;
  /** The end of what it wrote to standard error. */
  readonly errors: string;
}

const TAIL = 4_000;

/**
 * Runs a program to its end, without a shell and without input. It does not outlive us, however we
 * end.
 *
 * @throws StrataError `cancelled` on abort, when it is gone; `refused` when it cannot be started
 */
export function runProgram(
  file: string,
  parameters: readonly string[],
  { env = {}, signal }: ProgramOptions = {},
): Promise<ProgramResult> {
  const { promise, resolve, reject } = Promise.withResolvers<ProgramResult>();
  if (signal?.aborted) {
    reject(cancelled());
    return promise;
  }
  const child = spawn(process.execPath, [keeper(), file, ...parameters], {
    env: withChanges(process.env, { ...env, ELECTRON_RUN_AS_NODE: '1', NODE_OPTIONS: null }),
    stdio: ['pipe', 'pipe', 'pipe'],
    windowsHide: true,
  });
  child.stdin.on('error', () => undefined);
  const kill = (): void => {
    child.stdin.end();
  };
  signal?.addEventListener('abort', kill);
  let output = '';
  let errors = '';
  child.stdout.setEncoding('utf8').on('data', (text: string) => (output += text));
  child.stderr.setEncoding('utf8').on('data', (text: string) => {
    errors = (errors + text).slice(-TAIL);
  });
  child.on('error', (error) => {
    const message = l10n.t('{0} can’t be started: {1}', file, error.message);
    reject(new StrataError('refused', message, { cause: error }));
  });
  child.on('close', (exitCode) => {
    signal?.removeEventListener('abort', kill);
    if (signal?.aborted) reject(cancelled());
    else resolve({ exitCode, output, errors: errors.trim() });
  });
  return promise;
}

/** The script that keeps a program for us: as source when we are source, else as the bundle. */
function keeper(): string {
  const source = extname(import.meta.filename) === '.ts';
  return join(import.meta.dirname, source ? 'program-keeper.ts' : 'program-keeper.js');
}

/** @param changes null: to be taken out */
export function withChanges(
  env: NodeJS.ProcessEnv,
  changes: Readonly<Record<string, string | null>>,
): NodeJS.ProcessEnv {
  const kept = Object.entries({ ...env, ...changes }).filter(([, value]) => value !== null);
  return Object.fromEntries(kept) as NodeJS.ProcessEnv;
}
