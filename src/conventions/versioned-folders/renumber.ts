import { isScalar, isSeq } from 'yaml';
import type { TextRange } from '../../core/problem.ts';
import type { Candidate, Renumbering } from '../convention.ts';
import { METADATA } from './files.ts';
import { asDescription, folderName, parseFolderName } from './names.ts';
import { nextVersion } from './scaffold.ts';
import { parseYaml, rangeOf } from './yaml-text.ts';

/** The folders of these files, numbered anew after all others; and who says the old name or number. */
export function renumber(paths: readonly string[], existing: readonly Candidate[]): Renumbering {
  const folders = [...new Set(paths.map((path) => path.split('/')[0] ?? path))];
  const isMoved = ({ up }: Candidate): boolean => folders.includes(up.split('/')[0] ?? '');
  const others = existing.filter((candidate) => !isMoved(candidate));
  const first = nextVersion(others);
  const moves = folders.map((from, index) => {
    const version = first + BigInt(index);
    return { from, to: folderName(version, restOf(from)), version };
  });
  const known = [...paths, ...existing.map(({ metadata }) => metadata)];
  const moved = moves.filter(({ from }) => known.includes(`${from}/${METADATA}`));
  const follow = (text: string): string =>
    moves.reduce((result, { from, to }) => withDependency(result, from, to), text);
  return {
    renames: moves.map(({ from, to }) => ({ from, to })),
    rewrites: [
      ...moved.map(({ to, version }) => ({
        path: `${to}/${METADATA}`,
        rewrite: (text: string) => follow(withVersion(text, version)),
      })),
      ...others.flatMap(({ metadata }) =>
        metadata === null ? [] : { path: metadata, rewrite: follow },
      ),
    ],
  };
}

/** What follows the number. */
function restOf(folder: string): string {
  return (
    parseFolderName(folder)?.rest ??
    (asDescription(folder.replace(/^[vV]?[\s_-]*\d+/, '')) || 'migration')
  );
}

/** The same text with another version, where it says one. */
function withVersion(text: string, version: bigint): string {
  const range = rangeOf(parseYaml(text).document.getIn(['version'], true));
  return range === null ? text : replace(text, range, version.toString());
}

/** The same text, depending on the same migration under its new name. */
function withDependency(text: string, from: string, to: string): string {
  const dependencies = parseYaml(text).document.getIn(['dependencies'], true);
  if (!isSeq(dependencies)) return text;
  const found = dependencies.items.find((item) => isScalar(item) && item.value === from);
  const range = rangeOf(found);
  if (range === null) return text;
  // Quotes stay as they are.
  return replace(
    text,
    range,
    text.slice(range.start, range.end).replace(from, () => to),
  );
}

function replace(text: string, { start, end }: TextRange, by: string): string {
  return text.slice(0, start) + by + text.slice(end);
}
