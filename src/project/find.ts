import { existsSync } from 'node:fs';
import { join, relative, resolve } from 'node:path';
import * as l10n from '@vscode/l10n';
import { tools } from '../conventions/registry.ts';
import { StrataError } from '../core/errors.ts';
import { CONFIG_FILE } from './config.ts';
import { PLACES } from './places.ts';
import { openProject } from './project.ts';
import { walk, type Folder } from './walk.ts';

/** A folder with migrations, found but not yet read. */
export interface ProjectLocation {
  /** Absolute. */
  readonly root: string;
  /** Relative to `root`, with `/`; null: as the project's configuration says. */
  readonly migrationsFolder: string | null;
}

export interface FindOptions {
  readonly signal?: AbortSignal;
}

const MANIFESTS = ['package.json', 'Cargo.toml', 'pyproject.toml', 'go.mod', '.git', '.env'];
const TOOL_CONFIGS = tools.flatMap(({ configFiles }) => configFiles);

/** `V001__users`, whatever is wrong with it. */
const VERSIONED_FOLDER = /^v\d+_/i;
const PAIR = /^\d+_.+\.(?:up|down)\.sql$/;

/**
 * Finds the projects in a folder and below it, in the order of their paths. Folders that git
 * ignores, hidden ones and those of packages and builds are passed over; links are not followed.
 *
 * @throws StrataError `cancelled` on abort
 */
export async function findProjects(
  folder: string,
  options: FindOptions = {},
): Promise<readonly ProjectLocation[]> {
  const top = resolve(folder);
  const found = new Findings(top);
  for await (const each of walk(top)) {
    if (options.signal?.aborted) throw new StrataError('cancelled', l10n.t('Cancelled.'));
    found.add(each);
  }
  return await found.locations();
}

/** What a walk has met; paths are relative to the top, with `/`. */
class Findings {
  readonly #top: string;
  readonly #configured: string[] = [];
  readonly #manifests = new Set<string>();
  readonly #migrations = new Set<string>();
  readonly #empty = new Set<string>();

  constructor(top: string) {
    this.#top = top;
  }

  add({ path, files, folders }: Folder): void {
    const has = (name: string): boolean => files.includes(name);
    if (has(CONFIG_FILE) || TOOL_CONFIGS.some(has)) this.#configured.push(path);
    if (MANIFESTS.some((name) => has(name) || folders.includes(name))) this.#manifests.add(path);
    if (has('up.sql') && VERSIONED_FOLDER.test(nameOf(path))) this.#migrations.add(parentOf(path));
    const isPlace = placesEnding(path).length > 0;
    if (files.some((name) => PAIR.test(name) || (isPlace && name.endsWith('.sql')))) {
      this.#migrations.add(path);
    }
    if ([...files, ...folders].every((name) => name.startsWith('.'))) this.#empty.add(path);
  }

  async locations(): Promise<readonly ProjectLocation[]> {
    const configured = await Promise.all(this.#configured.map((path) => this.#configuredAt(path)));
    const taken = new Set(configured.flatMap((each) => each?.takes ?? []));
    const found = [...this.#migrations].flatMap((path) => {
      const root = this.#rootOf(path);
      if (taken.has(path) || configured.some((each) => each?.root === root)) return [];
      return [{ root, folder: root === '' ? path : path.slice(root.length + 1) }];
    });
    const all = [
      ...configured.flatMap((each) => (each === null ? [] : [{ root: each.root, folder: null }])),
      ...found,
    ];
    const waiting = PLACES.find((place) => this.#empty.has(place));
    if (waiting !== undefined && !all.some(({ root }) => root === '')) {
      all.push({ root: '', folder: waiting });
    }
    return all
      .sort((a, b) => compare(a.root, b.root) || compare(a.folder ?? '', b.folder ?? ''))
      .map(({ root, folder }) => ({ root: join(this.#top, root), migrationsFolder: folder }));
  }

  /** Null: a tool's configuration for something else than migrations. */
  async #configuredAt(
    root: string,
  ): Promise<{ readonly root: string; readonly takes: readonly string[] } | null> {
    const absolute = join(this.#top, root);
    // What is wrong with it is told when it is opened.
    const project = await openProject(absolute).catch(() => null);
    if (project === null) return { root, takes: [] };
    const migrations = join(absolute, project.migrationsFolder);
    if (!existsSync(migrations) && !existsSync(join(absolute, CONFIG_FILE))) return null;
    return { root, takes: [relative(this.#top, migrations).replaceAll('\\', '/')] };
  }

  /** The folder that a usual place begins in, unless a folder in between is a project by itself. */
  #rootOf(path: string): string {
    const places = placesEnding(path);
    const highest = Math.max(...places.map((place) => place.split('/').length), 0);
    if (highest === 0) return this.#nearestManifest(path) ?? '';
    let root = path;
    for (let up = 0; up < highest; up++) {
      root = parentOf(root);
      if (this.#manifests.has(root)) break;
    }
    return root;
  }

  #nearestManifest(path: string): string | null {
    if (this.#manifests.has(path)) return path;
    return path === '' ? null : this.#nearestManifest(parentOf(path));
  }
}

function placesEnding(path: string): readonly string[] {
  return PLACES.filter((place) => path === place || path.endsWith(`/${place}`));
}

function nameOf(path: string): string {
  return path.slice(path.lastIndexOf('/') + 1);
}

function parentOf(path: string): string {
  return path.slice(0, Math.max(path.lastIndexOf('/'), 0));
}

function compare(a: string, b: string): number {
  return a < b ? -1 : a > b ? 1 : 0;
}
