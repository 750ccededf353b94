import * as l10n from '@vscode/l10n';
import type { SourceEntry } from '../../core/migration.ts';
import type { Fix, Problem, ProblemCode, Severity } from '../../core/problem.ts';
import type { Candidate, Discovery } from '../convention.ts';
import { DOWN, METADATA, UP } from './files.ts';
import { asDescription, compareVersions, folderName, padded, parseFolderName } from './names.ts';
import { upTemplate } from './templates.ts';

const FORM = 'V{three digits}__{description}';

/** A folder in the migrations folder. */
interface Folder {
  readonly name: string;
  /** Names of the files in it. */
  readonly files: ReadonlySet<string>;
}

interface Judgement {
  readonly candidate: Candidate | null;
  readonly problem: Problem | null;
}

/** The migrations of a folder by their names, and whatever the project's own runner passes over. */
export function discover(entries: readonly SourceEntry[]): Discovery {
  const folders = foldersOf(entries);
  const taken = new Set(folders.map(({ name }) => name));
  const judged = folders.map((folder) => judge(folder, taken));
  const candidates = judged
    .flatMap(({ candidate }) => candidate ?? [])
    .sort((a, b) => compareVersions(a.version, b.version));
  return {
    candidates,
    problems: [
      ...judged.flatMap(({ problem }) => problem ?? []),
      ...looseFiles(entries),
      ...duplicates(candidates),
    ],
  };
}

function foldersOf(entries: readonly SourceEntry[]): readonly Folder[] {
  const inside = Map.groupBy(
    entries.filter(({ path, kind }) => kind === 'file' && path.includes('/')),
    ({ path }) => path.split('/')[0] ?? '',
  );
  return entries
    .filter(({ path, kind }) => kind === 'directory' && !path.includes('/'))
    .map(({ path: name }) => ({
      name,
      files: new Set((inside.get(name) ?? []).map(({ path }) => path.slice(name.length + 1))),
    }));
}

function judge(folder: Folder, taken: ReadonlySet<string>): Judgement {
  const { name, files } = folder;
  const parsed = parseFolderName(name);
  if (parsed === null) return { candidate: null, problem: misnamed(folder, taken) };

  const version = parsed.version.toString();
  if (!files.has(UP)) return { candidate: null, problem: withoutUp(folder, version) };
  const path = (file: string): string | null => (files.has(file) ? `${name}/${file}` : null);
  const candidate: Candidate = {
    version,
    description: parsed.description,
    up: `${name}/${UP}`,
    down: path(DOWN),
    metadata: path(METADATA),
  };
  if (parsed.digits === padded(parsed.version)) return { candidate, problem: null };
  const better = folderName(parsed.version, parsed.rest);
  const problem = about(folder, {
    code: 'unpadded-version',
    severity: 'warning',
    version,
    message: l10n.t(
      '{0}: the number has three digits, for example {1}. Strata and the project’s own runner read this one as {2} all the same.',
      name,
      better,
      version,
    ),
    fix: rename(folder, better, taken),
  });
  return { candidate, problem };
}

/** Null: not meant as a migration, and nobody's business. */
function misnamed(folder: Folder, taken: ReadonlySet<string>): Problem | null {
  const { name, files } = folder;
  const read = asPythonReads(name);
  if (read !== null) {
    return about(folder, {
      code: 'naming',
      severity: 'error',
      version: null,
      message: l10n.t(
        '{0}: the project’s own runner reads this as version {1}, which nobody would guess, and Strata does not. Name it {2}, for example {3}.',
        name,
        read,
        FORM,
        'V003__add_users',
      ),
      fix: { kind: 'renumber', paths: pathsOf(folder) },
    });
  }
  if (!files.has(UP) && !files.has(DOWN) && !/^v\d/i.test(name)) return null;

  const [, letter, digits, underscores, rest] = /^([vV]?)[\s_-]*(\d+)(_*)(.*)$/s.exec(name) ?? [];
  const known = parseFolderName(`V${digits ?? ''}__`);
  const better =
    known === null ? null : folderName(known.version, asDescription(rest ?? '') || 'migration');
  return about(folder, {
    code:
      letter === 'v'
        ? 'lower-case-v'
        : letter === 'V' && underscores === '_'
          ? 'single-underscore'
          : 'naming',
    severity: 'warning',
    version: null,
    message: l10n.t(
      '{0}: a folder must be named {1}, for example {2}. Strata and the project’s own runner skip it. Rename it?',
      name,
      FORM,
      better ?? 'V003__add_users',
    ),
    fix:
      better === null
        ? { kind: 'renumber', paths: pathsOf(folder) }
        : rename(folder, better, taken),
  });
}

/** Python's `int()` also takes signs, blanks and underscores between digits. */
function asPythonReads(name: string): string | null {
  const [, number, more] = /^V([^]*?)(__[^]*)$/.exec(name) ?? [];
  if (number === undefined || more === undefined) return null;
  if (!/^\s*[+-]?\d+(?:_\d+)*\s*$/.test(number)) return null;
  return BigInt(number.replaceAll(/[\s+_]/g, '')).toString();
}

function withoutUp(folder: Folder, version: string): Problem {
  const { name, files } = folder;
  const fix: Fix = { kind: 'create', path: `${name}/${UP}`, content: upTemplate(null) };
  return files.has(DOWN)
    ? about(folder, {
        code: 'orphan-down',
        severity: 'warning',
        version,
        message: l10n.t(
          '{0} has a {1} and no {2}. Strata and the project’s own runner skip it. Add {2}.',
          name,
          DOWN,
          UP,
        ),
        fix,
      })
    : about(folder, {
        code: 'naming',
        severity: 'warning',
        version,
        message: l10n.t(
          '{0} has no {1}. Strata and the project’s own runner skip it. Add {1}.',
          name,
          UP,
        ),
        fix,
      });
}

/** `V1__users.sql` beside the folders is how Flyway has it. */
function looseFiles(entries: readonly SourceEntry[]): readonly Problem[] {
  return entries
    .filter(({ path, kind }) => kind !== 'directory' && /^v\d+_[^/]*$/i.test(path))
    .map(({ path }) => ({
      code: 'naming',
      severity: 'warning',
      message: l10n.t(
        '{0} is a file, and a migration is a folder {1} with {2} in it. Strata and the project’s own runner skip it.',
        path,
        FORM,
        UP,
      ),
      path,
      version: null,
      location: null,
    }));
}

/** One problem for each folder that claims the version. */
function duplicates(candidates: readonly Candidate[]): readonly Problem[] {
  return [...Map.groupBy(candidates, ({ version }) => version).values()]
    .filter(({ length }) => length > 1)
    .flatMap((claims) =>
      claims.map((own) => {
        const others = claims.filter((each) => each !== own).map(({ up }) => up);
        return {
          code: 'duplicate-version' as const,
          severity: 'error' as const,
          message: l10n.t(
            'Version {0} is claimed by {1} too, and the project’s own runner then applies nothing at all. Give one a fresh number.',
            own.version,
            others.map((up) => up.slice(0, -UP.length - 1)).join(', '),
          ),
          path: own.up,
          version: own.version,
          location: null,
          related: others,
          fix: { kind: 'renumber' as const, paths: filesOf(own) },
        };
      }),
    );
}

function filesOf({ up, down, metadata }: Candidate): readonly string[] {
  return [up, down, metadata].filter((path) => path !== null);
}

function rename(folder: Folder, better: string, taken: ReadonlySet<string>): Fix {
  return taken.has(better)
    ? { kind: 'renumber', paths: pathsOf(folder) }
    : { kind: 'rename', files: [{ from: folder.name, to: better }] };
}

function pathsOf({ name, files }: Folder): readonly string[] {
  const known = [UP, DOWN, METADATA].filter((file) => files.has(file));
  return known.length === 0 ? [name] : known.map((file) => `${name}/${file}`);
}

interface Told {
  readonly code: ProblemCode;
  readonly severity: Severity;
  readonly version: string | null;
  readonly message: string;
  readonly fix: Fix;
}

/** Told of a file in the folder, since an editor opens files only. */
function about(folder: Folder, told: Told): Problem {
  return { ...told, path: pathsOf(folder)[0] ?? folder.name, location: null };
}
