import { hash } from 'node:crypto';
import { mkdir, readdir, rm, stat, utimes, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { publish, removeUnfinished, temporaryBeside } from '../databases/publish.ts';
import { pack, PACK, piecesOf, textAt, type Piece } from './text-pack.ts';

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
/** As many texts make a pack, and so do fewer of so many characters: it is written at a stroke. */
const MOST_IN_PACK = 1_000;
const FULL_PACK = 4 * 1024 * 1024;
/** Fewer have a file each: to know what is kept every pack has to be looked into. */
const LEAST_IN_PACK = 10;

/** A text, and what it will be asked for by. */
export interface Content {
  readonly key: string;
  readonly text: string;
}

interface Place extends Piece {
  /** Named as the text that it has alone, or a pack. */
  readonly file: string;
}

/**
 * Texts of one project in the user's own state folder, which nobody else may read. It is a help and
 * no promise: what cannot be written is not kept, and what is read has to be checked.
 */
export class ContentStore {
  readonly #folder: string;
  /** By the texts' names. */
  readonly #places = new Map<string, Place>();
  /** Files that were looked at. */
  readonly #seen = new Set<string>();
  #isOpen = false;
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
    const name = nameOf(key);
    if (!this.#places.has(name)) await this.#look().catch(() => undefined);
    const place = this.#places.get(name);
    if (place === undefined) return null;
    return await textAt(this.#path(place.file), place).catch(() => null);
  }

  /** What turned out not to be what it should. */
  async forget(key: string): Promise<void> {
    const name = nameOf(key);
    const file = this.#places.get(name)?.file;
    this.#places.delete(name);
    // Others in its pack may well be what they should.
    if (file !== name) return;
    this.#seen.delete(name);
    await rm(this.#path(name), { force: true }).catch(() => undefined);
  }

  async #keep(contents: Iterable<Content>, until: number): Promise<void> {
    if (this.#isBroken) return;
    try {
      let batch = new Map<string, string>();
      let size = 0;
      for (const { key, text } of contents) {
        if (text.length > LONGEST_TEXT) continue;
        if (performance.now() > until) break;
        if (!this.#isOpen) await this.#open();
        const name = nameOf(key);
        if (this.#places.has(name)) continue;
        batch.set(name, text);
        size += text.length;
        if (batch.size < MOST_IN_PACK && size < FULL_PACK) continue;
        await this.#write(batch);
        batch = new Map();
        size = 0;
      }
      await this.#write(batch);
    } catch {
      // A full disk, or a folder that cannot be written to: another try would find the same.
      this.#isBroken = true;
    }
  }

  async #write(texts: ReadonlyMap<string, string>): Promise<void> {
    if (texts.size < LEAST_IN_PACK) {
      for (const [name, text] of texts) {
        await this.#publish(name, text);
        this.#places.set(name, wholeFile(name));
      }
      return;
    }
    const { file, bytes, pieces } = pack(texts);
    await this.#publish(file, bytes);
    this.#learn(file, pieces);
  }

  async #publish(file: string, content: string | Buffer): Promise<void> {
    const path = this.#path(file);
    const temporary = temporaryBeside(path);
    try {
      await writeFile(temporary, content, { mode: 0o600, flag: 'wx' });
      publish(temporary, path);
    } catch (error) {
      await rm(temporary, { force: true });
      // Another process has kept it meanwhile.
      if ((error as NodeJS.ErrnoException).code !== 'EEXIST') throw error;
    }
    this.#seen.add(file);
  }

  /** Makes the folder and, once a day, room in it. */
  async #open(): Promise<void> {
    await mkdir(this.#folder, { recursive: true, mode: 0o700 });
    const tidied = await stat(this.#path(TIDIED)).catch(() => null);
    if (tidied === null || Date.now() - tidied.mtimeMs > TIDY) await this.#tidy();
    await this.#look();
    this.#isOpen = true;
  }

  /** Takes in what has come since, of other processes as well. */
  async #look(): Promise<void> {
    for (const file of await readdir(this.#folder)) {
      if (file.startsWith('.') || this.#seen.has(file)) continue;
      this.#seen.add(file);
      if (!file.endsWith(PACK)) {
        this.#places.set(file, wholeFile(file));
        continue;
      }
      const pieces = await piecesOf(this.#path(file)).catch(() => null);
      if (pieces === null) await rm(this.#path(file), { force: true });
      else this.#learn(file, pieces);
    }
  }

  #learn(file: string, pieces: ReadonlyMap<string, Piece>): void {
    for (const [name, piece] of pieces) {
      // A file of its own is written again where one in a pack was damaged.
      if (this.#places.get(name)?.file !== name) this.#places.set(name, { file, ...piece });
    }
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

function wholeFile(file: string): Place {
  return { file, start: 0, length: null };
}

function nameOf(text: string): string {
  return hash('sha256', text).slice(0, 40);
}
