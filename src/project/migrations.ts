import { join } from 'node:path';
import { isDeepStrictEqual } from 'node:util';
import * as l10n from '@vscode/l10n';
import type { Candidate, Content, Loaded } from '../conventions/convention.ts';
import { StrataError } from '../core/errors.ts';
import type { SourceEntry } from '../core/migration.ts';
import type { Problem } from '../core/problem.ts';
import type { MigrationFiles } from '../core/reconcile.ts';
import { withSeverities } from '../core/severities.ts';
import { readContent } from './content.ts';
import { areSameEntries, listEntries } from './entries.ts';
import type { Project } from './project.ts';
import { rebaseLoaded, rebaseProblem, type Rebase } from './rebase.ts';
import { Slices } from './slices.ts';
import { isStamped, stampOf, type Stamp } from './stamp.ts';

/** The migrations of a project; all paths are relative to the project, with `/`. */
export interface ProjectFiles extends MigrationFiles {
  /** False: there is no migrations folder. */
  readonly exists: boolean;
  /** By their names alone; paths are relative to the migrations folder. */
  readonly candidates: readonly Candidate[];
}

const NOTHING: ProjectFiles = { exists: false, candidates: [], migrations: [], problems: [] };

/**
 * Unsaved contents by path, as saving would write them, a text where that would be UTF-8 without a
 * mark; null: what is on disk by now.
 */
export type Overlay = ReadonlyMap<string, string | Uint8Array | null>;

/** A candidate and its files. */
interface Source {
  readonly candidate: Candidate;
  /** Relative to the migrations folder, each once: a file may hold up and down. */
  readonly inner: readonly string[];
  /** The same, relative to the project. */
  readonly paths: readonly string[];
}

/** What lies in the folder, and what the names say. */
interface Listing {
  readonly entries: readonly SourceEntry[];
  readonly candidates: readonly Candidate[];
  readonly problems: readonly Problem[];
  /** In the order of the candidates. */
  readonly sources: readonly Source[];
  /** Whose a file is, by its path: places among the sources. */
  readonly places: ReadonlyMap<string, readonly number[]>;
}

/** What a source says, and what its files were known by when they were read. */
interface Kept {
  readonly stamps: readonly Stamp[];
  readonly loaded: Loaded;
}

interface Reading {
  readonly listing: Listing;
  /** In the order of the sources. */
  readonly kept: readonly Kept[];
  /** What only all migrations together show. */
  readonly together: readonly Problem[];
  readonly files: ProjectFiles;
}

/** Reads a project's migrations once. @throws StrataError as `MigrationReader.read` does */
export function readMigrations(project: Project): Promise<ProjectFiles> {
  return new MigrationReader(project, { again: false }).read();
}

/** Reads a project's migrations; asked again, it reads again only what changed. */
export class MigrationReader {
  readonly #project: Project;
  readonly #rebase: Rebase;
  readonly #stampOf: (path: string) => Stamp;
  #last: Reading | null = null;

  /** @param again false: it will be asked once, so that no file needs to be known again */
  constructor(project: Project, { again = true } = {}) {
    const { migrationsFolder } = project;
    this.#project = project;
    this.#stampOf = again ? stampOf : () => null;
    this.#rebase = (path) => (migrationsFolder === '' ? path : `${migrationsFolder}/${path}`);
  }

  /**
   * @param changed files and folders that came, went or became others since the last reading,
   *   relative to the project: they are read, and no other file is looked at. Undefined: nobody knows
   *   them, so that every file is looked at
   * @returns the same object as before where all says what it said
   * @throws StrataError `configuration` when the folder itself cannot be read
   */
  async read(changed?: ReadonlySet<string>): Promise<ProjectFiles> {
    this.#last = await this.#read(this.#last, changed);
    return this.#last?.files ?? NOTHING;
  }

  /** What was read last, with the files of the overlay read anew; null where there is nothing. */
  overlay(overlay: Overlay): ProjectFiles | null {
    if (this.#last === null) return null;
    const { listing, kept } = this.#last;
    const overlaid = new Map<number, Kept>();
    for (const place of placesOf(listing, overlay.keys())) {
      const [source, known] = [listing.sources[place], kept[place]];
      if (source === undefined || known === undefined) continue;
      overlaid.set(place, { ...known, loaded: this.#load(source, overlay) });
    }
    return this.#replaced(this.#last, overlaid).files;
  }

  async #read(
    last: Reading | null,
    changed: ReadonlySet<string> | undefined,
  ): Promise<Reading | null> {
    if (last !== null && changed !== undefined && (await this.#areFilesOf(last, changed))) {
      const { listing, kept } = last;
      const places = placesOf(listing, changed);
      return this.#replaced(last, await this.#readAt(places, listing, kept, changed));
    }
    const listing = await this.#list(last);
    if (listing === null) return null;
    const known = last === null ? [] : keptFor(listing, last);
    const fresh = await this.#readAt(listing.sources.keys(), listing, known, changed);
    return listing === last?.listing
      ? this.#replaced(last, fresh)
      : this.#gathered(listing, known, fresh);
  }

  /** Whether nothing else has changed than what stands in files that are known. */
  async #areFilesOf({ listing }: Reading, paths: ReadonlySet<string>): Promise<boolean> {
    const slices = new Slices();
    for (const path of paths) {
      if (slices.isOver) await slices.next();
      if (!listing.places.has(path) || stampOf(this.#absolute(path)) === null) return false;
    }
    return true;
  }

  /** The last one where nothing came or went; null: there is no folder. */
  async #list(last: Reading | null): Promise<Listing | null> {
    const entries = await this.#entries();
    if (entries === null) return null;
    if (last !== null && areSameEntries(entries, last.listing.entries)) return last.listing;
    const { candidates, problems } = this.#project.convention.discover(entries);
    const sources = candidates.map((candidate) => {
      const inner = pathsOf(candidate);
      return { candidate, inner, paths: inner.map(this.#rebase) };
    });
    const naming = problems.map((each) => rebaseProblem(each, this.#rebase));
    let places: ReadonlyMap<string, readonly number[]> | null = null;
    return {
      entries,
      candidates,
      problems: this.#asTaken(naming),
      sources,
      // Who reads once never asks.
      get places() {
        return (places ??= placesByPath(sources));
      },
    };
  }

  async #entries(): Promise<readonly SourceEntry[] | null> {
    const { root, migrationsFolder, convention } = this.#project;
    try {
      return await listEntries(join(root, migrationsFolder), convention.depth);
    } catch (error) {
      const { code, message } = error as NodeJS.ErrnoException;
      if (code === 'ENOENT') return null;
      throw new StrataError(
        'configuration',
        code === 'ENOTDIR'
          ? l10n.t('{0} is not a folder.', migrationsFolder)
          : l10n.t('{0} cannot be read: {1}', migrationsFolder, message),
        { cause: error },
      );
    }
  }

  /** Of the sources at these places, those that are not known, or not as they were. */
  async #readAt(
    places: Iterable<number>,
    { sources }: Listing,
    known: readonly (Kept | undefined)[],
    changed: ReadonlySet<string> | undefined,
  ): Promise<ReadonlyMap<number, Kept>> {
    const fresh = new Map<number, Kept>();
    const slices = new Slices();
    for (const place of places) {
      if (slices.isOver) await slices.next();
      const source = sources[place];
      const kept = known[place];
      if (source === undefined || (kept && this.#isAsKept(source, kept, changed))) continue;
      // Before the contents: what is written meanwhile is then read again the next time.
      const stamps = source.paths.map((path) => this.#stampOf(this.#absolute(path)));
      fresh.set(place, { stamps, loaded: this.#load(source) });
    }
    return fresh;
  }

  #isAsKept(
    { paths }: Source,
    { stamps }: Kept,
    changed: ReadonlySet<string> | undefined,
  ): boolean {
    for (let at = 0; at < paths.length; at++) {
      const path = paths[at] ?? '';
      const isSame =
        changed === undefined
          ? isStamped(this.#absolute(path), stamps[at] ?? null)
          : !isAmong(path, changed);
      if (!isSame) return false;
    }
    return true;
  }

  #load({ candidate, inner, paths }: Source, overlay?: Overlay): Loaded {
    const { convention } = this.#project;
    const contents = new Map<string, Content>();
    for (let at = 0; at < paths.length; at++) {
      const path = paths[at] ?? '';
      contents.set(inner[at] ?? '', overlay?.get(path) ?? readContent(this.#absolute(path)));
    }
    const loaded = rebaseLoaded(convention.load(candidate, contents), this.#rebase);
    return { ...loaded, problems: this.#asTaken(loaded.problems) };
  }

  #gathered(
    listing: Listing,
    known: readonly (Kept | undefined)[],
    fresh: ReadonlyMap<number, Kept>,
  ): Reading {
    const kept = listing.sources.flatMap((_, place) => fresh.get(place) ?? known[place] ?? []);
    const together = this.#together(kept);
    const migrations = kept.map(({ loaded }) => loaded.migration);
    const problems = problemsOf(listing, kept, together);
    const files = { exists: true, candidates: listing.candidates, migrations, problems };
    return { listing, kept, together, files };
  }

  /** With what is fresh in its place; what says the same as before is not. */
  #replaced(reading: Reading, fresh: ReadonlyMap<number, Kept>): Reading {
    if (fresh.size === 0) return reading;
    const { listing, files } = reading;
    const [kept, migrations] = [[...reading.kept], [...files.migrations]];
    let isOther = false;
    let isOutlinedOther = false;
    let areProblemsOther = false;
    for (const [place, now] of fresh) {
      const before = reading.kept[place]?.loaded;
      if (before !== undefined && isDeepStrictEqual(now.loaded, before)) {
        kept[place] = { ...now, loaded: before };
        continue;
      }
      kept[place] = now;
      migrations[place] = now.loaded.migration;
      isOther = true;
      areProblemsOther ||= !isDeepStrictEqual(now.loaded.problems, before?.problems);
      isOutlinedOther ||= !isDeepStrictEqual(
        now.loaded.migration.metadata,
        before?.migration.metadata,
      );
    }
    if (!isOther) return { ...reading, kept };
    const together = isOutlinedOther ? this.#together(kept) : reading.together;
    const problems =
      isOutlinedOther || areProblemsOther ? problemsOf(listing, kept, together) : files.problems;
    return { listing, kept, together, files: { ...files, migrations, problems } };
  }

  #together(kept: readonly Kept[]): readonly Problem[] {
    const { convention } = this.#project;
    return this.#asTaken(convention.check(kept.map(({ loaded }) => loaded.migration)));
  }

  #asTaken(problems: readonly Problem[]): readonly Problem[] {
    return withSeverities(problems, this.#project.config.rules);
  }

  #absolute(path: string): string {
    return `${this.#project.root}/${path}`;
  }
}

function problemsOf(
  { problems: naming }: Listing,
  kept: readonly Kept[],
  together: readonly Problem[],
): readonly Problem[] {
  return [...naming, ...kept.flatMap(({ loaded }) => loaded.problems), ...together];
}

/** What is kept of each source of another listing, by its files. */
function keptFor({ sources }: Listing, last: Reading): readonly (Kept | undefined)[] {
  if (sources === last.listing.sources) return last.kept;
  const keyOf = ({ paths }: Source): string => paths.join('\n');
  const byFiles = new Map(
    last.listing.sources.map((source, place) => [keyOf(source), last.kept[place]]),
  );
  return sources.map((source) => byFiles.get(keyOf(source)));
}

/** Without repeats: a file may hold up and down. */
function pathsOf({ up, down, metadata }: Candidate): readonly string[] {
  return [...new Set([up, down, metadata])].filter((path) => path !== null);
}

function placesByPath(sources: readonly Source[]): ReadonlyMap<string, readonly number[]> {
  const places = new Map<string, number[]>();
  for (const [place, { paths }] of sources.entries()) {
    for (const path of paths) {
      const known = places.get(path);
      if (known === undefined) places.set(path, [place]);
      else known.push(place);
    }
  }
  return places;
}

function placesOf({ places }: Listing, paths: Iterable<string>): ReadonlySet<number> {
  return new Set([...paths].flatMap((path) => places.get(path) ?? []));
}

/** Itself, or a folder that it lies in. */
function isAmong(path: string, changed: ReadonlySet<string>): boolean {
  if (changed.has(path)) return true;
  const end = path.lastIndexOf('/');
  return path !== '' && isAmong(path.slice(0, Math.max(end, 0)), changed);
}
