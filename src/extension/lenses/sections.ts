import { headOf, scriptsIn, type Direction, type Migration } from '../../core/migration.ts';

/** A section of a file that holds both scripts; lines count from 0, `end` inclusive. */
export interface Section {
  readonly direction: Direction;
  readonly start: number;
  readonly end: number;
}

/** From each marker to the next; empty for a script that is the whole file. */
export function sectionsOf(
  migration: Migration,
  path: string,
  lineCount: number,
): readonly Section[] {
  const marked = scriptsIn(migration, path).filter(({ script }) => script.marker !== null);
  return marked.map(({ direction, script }, index) => {
    const next = marked[index + 1];
    const end = next === undefined ? lineCount - 1 : headOf(next.script).line - 2;
    // The text may be a keystroke ahead of what was read.
    const start = Math.min(headOf(script).line, lineCount) - 1;
    return { direction, start, end: Math.max(start, Math.min(end, lineCount - 1)) };
  });
}
