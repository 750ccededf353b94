import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { setImmediate } from 'node:timers/promises';
import * as l10n from '@vscode/l10n';
import type { Candidate, Loaded } from '../conventions/convention.ts';
import { StrataError } from '../core/errors.ts';
import type { Migration, Script, SourceEntry } from '../core/migration.ts';
import { listEntries, stat } from './entries.ts';
import type { Fix, Problem } from '../core/problem.ts';
import type { MigrationFiles } from '../core/reconcile.ts';
import { withSeverities } from '../core/severities.ts';
import type { Project } from './project.ts';

/** The migrations of a project; all paths are relative to the project, with `/`. */
export interface ProjectFiles extends MigrationFiles {
  /** False: there is no migrations folder. */
  readonly exists: boolean;
  /** By their names alone; paths are relative to the migrations folder. */
  readonly candidates: readonly Candidate[];
}

const NOTHING: ProjectFiles = { exists: false, candidates: [], migrations: [], problems: [] };

/** Unsaved contents by path, as saving would write them; null: what is on disk by now. */
export type Overlay = ReadonlyMap<string, Uint8Array | null>;

interface Cached {
  readonly stamp: string;
  readonly loaded: Loaded;
}

interface Found {
  readonly candidates: readonly Candidate[];
  /** What their names say. */
  readonly naming: readonly Problem[];
  /** In the order of the candidates. */
  readonly loaded: readonly Loaded[];
}

/** In milliseconds: how long reading keeps the event loop from its next turn. */
const SLICE = 5;

/** Reads a project's migrations; asked again, it reads again only what changed. */
export class MigrationReader {
  readonly #project: Project;
  #cache = new Map<string, Cached>();
  #found: Found | null = null;

  constructor(project: Project) {
    this.#project = project;
  }

  /** @throws StrataError `configuration` when the folder itself cannot be read */
  async read(): Promise<ProjectFiles> {
    const entries = await this.#list();
    if (entries === null) {
      this.#found = null;
      return NOTHING;
    }
    const { candidates, problems } = this.#project.convention.discover(entries);
    const cache = new Map<string, Cached>();
    const loaded: Loaded[] = [];
    let turn = performance.now();
    for (const candidate of candidates) {
      if (performance.now() - turn > SLICE) {
        await setImmediate();
        turn = performance.now();
      }
      const key = pathsOf(candidate).join('\n');
      const cached = this.#loadChanged(candidate, this.#cache.get(key));
      cache.set(key, cached);
      loaded.push(cached.loaded);
    }
    this.#cache = cache;
    const naming = problems.map((each) => this.#rebaseProblem(each));
    this.#found = { candidates, naming, loaded };
    return this.#filesOf(this.#found);
  }

  /** What was read last, with the files of the overlay read anew; null where there is nothing. */
  overlay(overlay: Overlay): ProjectFiles | null {
    if (this.#found === null) return null;
    const { candidates, naming, loaded } = this.#found;
    const isOverlaid = (path: string): boolean => overlay.has(this.#relative(path));
    return this.#filesOf({
      candidates,
      naming,
      loaded: loaded.map((known, index) => {
        const candidate = candidates[index];
        return candidate && pathsOf(candidate).some(isOverlaid)
          ? this.#load(candidate, overlay)
          : known;
      }),
    });
  }

  #filesOf({ candidates, naming, loaded }: Found): ProjectFiles {
    const { convention, config } = this.#project;
    const migrations = loaded.map(({ migration }) => migration);
    const together = convention.check(migrations);
    const problems = [...naming, ...loaded.flatMap(({ problems }) => problems), ...together];
    return {
      exists: true,
      candidates,
      migrations,
      problems: withSeverities(problems, config.rules),
    };
  }

  async #list(): Promise<readonly SourceEntry[] | null> {
    const folder = this.#absolute('');
    try {
      return await listEntries(folder, this.#project.convention.depth);
    } catch (error) {
      const { code, message } = error as NodeJS.ErrnoException;
      if (code === 'ENOENT') return null;
      throw new StrataError(
        'configuration',
        code === 'ENOTDIR'
          ? l10n.t('{0} is not a folder.', this.#project.migrationsFolder)
          : l10n.t('{0} cannot be read: {1}', this.#project.migrationsFolder, message),
        { cause: error },
      );
    }
  }

  #loadChanged(candidate: Candidate, cached: Cached | undefined): Cached {
    const stamp = pathsOf(candidate)
      .map((path) => this.#stamp(path))
      .join('\n');
    return cached?.stamp === stamp ? cached : { stamp, loaded: this.#load(candidate) };
  }

  #load(candidate: Candidate, overlay: Overlay = new Map()): Loaded {
    const contents = new Map(
      pathsOf(candidate).map((path) => [
        path,
        overlay.get(this.#relative(path)) ?? this.#content(path),
      ]),
    );
    const { migration, problems } = this.#project.convention.load(candidate, contents);
    return {
      migration: this.#rebase(migration),
      problems: problems.map((each) => this.#rebaseProblem(each)),
    };
  }

  #content(path: string): Uint8Array | Error {
    try {
      return readFileSync(this.#absolute(path));
    } catch (error) {
      return error as Error;
    }
  }

  #stamp(path: string): string {
    const stats = stat(this.#absolute(path));
    return stats === null ? 'gone' : `${stats.mtimeNs}:${stats.size}:${stats.ino}`;
  }

  #rebase(migration: Migration): Migration {
    const script = (each: Script): Script => ({ ...each, path: this.#relative(each.path) });
    const { up, down, metadata } = migration;
    return {
      ...migration,
      up: script(up),
      down: down === null ? null : script(down),
      metadata: metadata && { ...metadata, path: this.#relative(metadata.path) },
    };
  }

  #rebaseProblem(problem: Problem): Problem {
    const { path, related, fix } = problem;
    return {
      ...problem,
      path: path === null ? null : this.#relative(path),
      ...(related && { related: related.map((each) => this.#relative(each)) }),
      ...(fix && { fix: this.#rebaseFix(fix) }),
    };
  }

  #rebaseFix(fix: Fix): Fix {
    switch (fix.kind) {
      case 'rename':
        return {
          ...fix,
          files: fix.files.map(({ from, to }) => ({
            from: this.#relative(from),
            to: this.#relative(to),
          })),
        };
      case 'renumber':
        return { ...fix, paths: fix.paths.map((path) => this.#relative(path)) };
      case 'create':
        return { ...fix, path: this.#relative(fix.path) };
      case 'remove-bom':
      case 'edit':
        return fix;
    }
  }

  #relative(path: string): string {
    const { migrationsFolder } = this.#project;
    return migrationsFolder === '' ? path : `${migrationsFolder}/${path}`;
  }

  #absolute(path: string): string {
    return join(this.#project.root, this.#project.migrationsFolder, path);
  }
}

/** Without repeats: a file may hold up and down. */
function pathsOf({ up, down, metadata }: Candidate): readonly string[] {
  return [...new Set([up, down, metadata])].filter((path) => path !== null);
}
