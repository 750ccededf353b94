import { Buffer } from 'node:buffer';
import { posix } from 'node:path';
import type { Candidate, Convention, NewFile, ScaffoldRequest } from '../conventions/convention.ts';
import type { Migration, SourceEntry } from '../core/migration.ts';
import type { Project } from './project.ts';

/**
 * The files of new migrations, in this order and newest of all; paths are relative to the project.
 *
 * @throws StrataError `usage` for a name that can't be one
 */
export function newFiles(
  { convention, migrationsFolder }: Pick<Project, 'convention' | 'migrationsFolder'>,
  candidates: readonly Candidate[],
  requests: readonly ScaffoldRequest[],
): readonly NewFile[] {
  let known = candidates;
  const files = requests.flatMap((request) => {
    const made = convention.scaffold(request, known);
    known = [...known, ...convention.discover(entriesOf(made)).candidates];
    return made;
  });
  return files.map(({ path, content }) => ({ path: posix.join(migrationsFolder, path), content }));
}

/** A migration as its tool will read it from new files; paths are relative to the migrations folder. */
export function migrationIn(convention: Convention, files: readonly NewFile[]): Migration | null {
  const [candidate] = convention.discover(entriesOf(files)).candidates;
  if (candidate === undefined) return null;
  const contents = new Map(files.map(({ path, content }) => [path, Buffer.from(content)]));
  return convention.load(candidate, contents).migration;
}

/** As they will be found. */
function entriesOf(files: readonly NewFile[]): readonly SourceEntry[] {
  const folders = new Set(files.map(({ path }) => posix.dirname(path)));
  folders.delete('.');
  return [
    ...[...folders].map((path) => ({ path, kind: 'directory' as const })),
    ...files.map(({ path }) => ({ path, kind: 'file' as const })),
  ];
}
