import * as l10n from '@vscode/l10n';
import type { SourceEntry } from '../../core/migration.ts';
import type { Problem } from '../../core/problem.ts';
import { DOWN, UP } from './files.ts';
import { about, pathsOf, rename, type Folder } from './folders.ts';
import { asDescription, folderName, parseFolderName } from './names.ts';

const FORM = 'V{three digits}__{description}';

/** Null: not meant as a migration, and nobody's business. */
export function misnamed(folder: Folder, taken: ReadonlySet<string>): Problem | null {
  const { name, files } = folder;
  const guessed = files.has(UP) ? readOtherwise(name) : null;
  if (guessed !== null) {
    const fix = { kind: 'renumber', paths: pathsOf(folder) } as const;
    return about(folder, {
      code: 'naming',
      severity: 'error',
      version: null,
      message: guessed,
      fix,
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

/** Why the runner reads a name that is none to us: Python's `int()` is generous, and has no limit. */
function readOtherwise(name: string): string | null {
  const [, number] = /^V([^]*?)__/.exec(name) ?? [];
  if (number === undefined || !/^\s*[+-]?\d+(?:_\d+)*\s*$/.test(number)) return null;
  if (/^\d+$/.test(number)) {
    return l10n.t('{0}: the number does not fit into 64 bits, so no history can hold it.', name);
  }
  const read = BigInt(number.replaceAll(/[\s+_]/g, '')).toString();
  return l10n.t(
    '{0}: the project’s own runner reads this as version {1}, which nobody would guess, and Strata does not. Name it {2}, for example {3}.',
    name,
    read,
    FORM,
    'V003__add_users',
  );
}

/** `V1__users.sql` beside the folders is how Flyway has it. */
export function looseFiles(entries: readonly SourceEntry[]): readonly Problem[] {
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
