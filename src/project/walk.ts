import { readdirSync, readFileSync, statSync } from 'node:fs';
import { join } from 'node:path';
import { setImmediate } from 'node:timers/promises';
import type { Ignore } from 'ignore';
import { whyUnread } from './small-file.ts';

export interface Folder {
  /** Relative to the top, with `/`. */
  readonly path: string;
  /** Names, links included. */
  readonly files: readonly string[];
  readonly folders: readonly string[];
}

const PASSED_OVER = new Set(['node_modules', 'target', 'dist', 'build', 'vendor', 'venv']);
const MAX_DEPTH = 10;
const MAX_FOLDERS = 50_000;

/** Folders read between two turns of the event loop: a few milliseconds. */
const SLICE = 200;

/** The rules of a `.gitignore`, for paths below its folder. */
interface Rules {
  readonly base: string;
  readonly rules: Ignore;
}

interface Open {
  readonly path: string;
  readonly depth: number;
  /** Innermost first. */
  readonly rules: readonly Rules[];
}

/** A folder and those below it, the nearest first, save those that hold nobody's own work. */
export async function* walk(top: string): AsyncGenerator<Folder> {
  const open: Open[] = [{ path: '', depth: 0, rules: [] }];
  for (let index = 0; index < open.length; index++) {
    const next = open[index];
    if (next === undefined || index >= MAX_FOLDERS) return;
    if (index % SLICE === SLICE - 1) await setImmediate();
    const folder = read(top, next.path);
    if (folder === null) continue;
    yield folder;
    if (next.depth < MAX_DEPTH) open.push(...(await below(top, next, folder)));
  }
}

async function below(
  top: string,
  { path, depth, rules }: Open,
  folder: Folder,
): Promise<readonly Open[]> {
  const own = folder.files.includes('.gitignore') ? await readRules(top, path) : null;
  const all = own === null ? rules : [own, ...rules];
  return folder.folders
    .filter((name) => !name.startsWith('.') && !PASSED_OVER.has(name))
    .map((name) => ({ path: path === '' ? name : `${path}/${name}`, depth: depth + 1, rules: all }))
    .filter((each) => !isIgnored(each));
}

/** As git: the innermost file that says something of the folder itself decides. */
function isIgnored({ path, rules }: Open): boolean {
  for (const { base, rules: own } of rules) {
    const inner = base === '' ? path : path.slice(base.length + 1);
    const { ignored, unignored } = own.test(`${inner}/`);
    if (unignored || (ignored && !isAboveIgnored(inner, own))) return ignored;
  }
  return false;
}

/** Ignored by this file and yet walked into: a file further in has taken that back. */
function isAboveIgnored(inner: string, own: Ignore): boolean {
  const end = inner.lastIndexOf('/');
  return end > 0 && own.ignores(inner.slice(0, end + 1));
}

async function readRules(top: string, base: string): Promise<Rules | null> {
  // Not every workspace has such rules.
  const { default: ignore } = await import('ignore');
  try {
    const path = join(top, base, '.gitignore');
    if (whyUnread(statSync(path)) !== null) return null;
    return { base, rules: ignore().add(readFileSync(path, 'utf8')) };
  } catch {
    return null;
  }
}

/** Null: it cannot be read, or is no longer there. */
function read(top: string, path: string): Folder | null {
  try {
    const entries = readdirSync(join(top, path), { withFileTypes: true });
    const isFolder = entries.filter((entry) => entry.isDirectory());
    const others = entries.filter((entry) => !entry.isDirectory());
    return {
      path,
      files: others.map(({ name }) => name),
      folders: isFolder.map(({ name }) => name),
    };
  } catch {
    return null;
  }
}
