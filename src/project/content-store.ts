import { hash } from 'node:crypto';
import { mkdir, readdir, readFile, rm, stat, utimes, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { publish, removeUnfinished, temporaryBeside } from '../databases/publish.ts';

/** In milliseconds: of a project that nobody has looked at for so long, nothing is kept. */
const LONGEST = 180 * 24 * 60 * 60 * 1000;
/** In milliseconds: so long a folder that was tidied is taken for tidy. */
const TIDY = 24 * 60 * 60 * 1000;
/** Is as old as the last tidying of its folder. */
const TIDIED = '.tidied';
/** In bytes, of all texts of a project. */
const MOST = 64 * 1024 * 1024;
/** In bytes: a longer text is data. */
const LONGEST_TEXT = 8 * 1024 * 1024;

/** A text, and what it will be asked for by. */
export interface Content {
  readonly key: string;
  readonly text: string;
}

/**
 * Texts of one project in the user's own state folder, which nobody else may read. It is a help and
 * no promise: what cannot be written is not kept, and what is read has to be checked.
 */
export class ContentStore {
  readonly #folder: string;
  /** The names of its files; null as long as nobody has looked. */
  #files: Set<string> | null = null;
  #writing: Promise<void> = Promise.resolve();
  #isBroken = false;

  /** @param root of all projects' texts; @param project its folder, absolute */
  constructor(root: string, project: string) {
    this.#folder = join(root, nameOf(project));
  }

  /**
   * Keeps what is not kept yet. What is known from before costs no look at the disk.
   *
   * @param until in milliseconds, as `performance.now()` tells; what is not written by then is left
   *   for the next time
   */
  async keep(contents: Iterable<Content>, until = Infinity): Promise<void> {
    this.#writing = this.#writing.then(() => this.#keep(contents, until));
    await this.#writing;
  }

  /** The text that was kept last by this key; null where there is none. */
  async find(key: string): Promise<string | null> {
    return await readFile(this.#path(nameOf(key)), 'utf8').catch(() => null);
  }

  /** What turned out not to be what it should. */
  async forget(key: string): Promise<void> {
    await rm(this.#path(nameOf(key)), { force: true }).catch(() => undefined);
    this.#files?.delete(nameOf(key));
  }

  async #keep(contents: Iterable<Content>, until: number): Promise<void> {
    if (this.#isBroken) return;
    try {
      for (const { key, text } of contents) {
        if (text.length > LONGEST_TEXT) continue;
        if (performance.now() > until) return;
        const files = (this.#files ??= await this.#open());
        const name = nameOf(key);
        if (!files.has(name)) await this.#write(this.#path(name), text);
        files.add(name);
      }
    } catch {
      // A full disk, or a folder that cannot be written to: another try would find the same.
      this.#isBroken = true;
    }
  }

  async #write(path: string, text: string): Promise<void> {
    const temporary = temporaryBeside(path);
    try {
      await writeFile(temporary, text, { mode: 0o600, flag: 'wx' });
      publish(temporary, path);
    } catch (error) {
      await rm(temporary, { force: true });
      // Another process has kept it meanwhile.
      if ((error as NodeJS.ErrnoException).code !== 'EEXIST') throw error;
    }
  }

  /** Makes the folder and, once a day, room in it. */
  async #open(): Promise<Set<string>> {
    await mkdir(this.#folder, { recursive: true, mode: 0o700 });
    const tidied = await stat(this.#path(TIDIED)).catch(() => null);
    if (tidied === null || Date.now() - tidied.mtimeMs > TIDY) await this.#tidy();
    return new Set(await readdir(this.#folder));
  }

  async #tidy(): Promise<void> {
    await writeFile(this.#path(TIDIED), '', { mode: 0o600 });
    const now = new Date();
    await utimes(this.#path(TIDIED), now, now);
    await utimes(this.#folder, now, now);
    await removeUnfinished(this.#folder);
    await removeAged(join(this.#folder, '..'));
    await removeOldest(this.#folder);
  }

  #path(name: string): string {
    return join(this.#folder, name);
  }
}

/** Everything that was kept, of all projects. @throws as `rm` does */
export async function forgetAll(root: string): Promise<void> {
  await rm(root, { recursive: true, force: true });
}

/** Projects that nobody works on any more. */
async function removeAged(root: string): Promise<void> {
  for (const name of await readdir(root)) {
    const found = await stat(join(root, name)).catch(() => null);
    if (found !== null && Date.now() - found.mtimeMs > LONGEST) {
      await rm(join(root, name), { recursive: true, force: true });
    }
  }
}

async function removeOldest(folder: string): Promise<void> {
  const names = (await readdir(folder)).filter((name) => name !== TIDIED);
  const files = await Promise.all(
    names.map(async (name) => ({ name, ...(await sizeAndTime(join(folder, name))) })),
  );
  let size = 0;
  for (const file of files.sort((a, b) => b.mtimeMs - a.mtimeMs)) {
    size += file.size;
    if (size > MOST) await rm(join(folder, file.name), { force: true });
  }
}

async function sizeAndTime(path: string): Promise<{ size: number; mtimeMs: number }> {
  const { size, mtimeMs } = await stat(path).catch(() => ({ size: 0, mtimeMs: 0 }));
  return { size, mtimeMs };
}

function nameOf(text: string): string {
  return hash('sha256', text).slice(0, 40);
}
