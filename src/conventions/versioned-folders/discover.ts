import * as l10n from '@vscode/l10n';
import type { SourceEntry } from '../../core/migration.ts';
import type { Fix, Problem } from '../../core/problem.ts';
import { compareNumbers } from '../compare-numbers.ts';
import type { Candidate, Discovery } from '../convention.ts';
import { DOWN, METADATA, UP } from './files.ts';
import { about, foldersOf, rename, type Folder } from './folders.ts';
import { looseFiles, misnamed } from './misnamed.ts';
import { folderName, padded, parseFolderName } from './names.ts';
import { upTemplate } from './templates.ts';

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
    .sort((a, b) => compareNumbers(a.version, b.version));
  return {
    candidates,
    problems: [
      ...judged.flatMap(({ problem }) => problem ?? []),
      ...looseFiles(entries),
      ...duplicates(candidates),
    ],
  };
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
