import { diffArrays } from 'diff';
import type { Script } from '../core/migration.ts';
import type { Location } from '../core/problem.ts';
import { locator } from './text.ts';

interface Line {
  readonly text: string;
  /** In the script, in UTF-16 units. */
  readonly start: number;
}

/** Of an edit, in lines: what differs more is one stretch. */
const MOST_EDITS = 2000;

/**
 * Where a script's lines are not what they were, from top to bottom; where lines are gone, the one
 * that follows them. What ends a line does not count.
 */
export function linesThatDiffer(
  before: string,
  script: Pick<Script, 'sql' | 'start'>,
): readonly Location[] {
  const lines = linesOf(script.sql);
  const locate = locator(script);
  const stretch = (from: number, to: number): Location => {
    const first = Math.max(0, Math.min(from, lines.length - 1));
    const last = Math.max(first, Math.min(to, lines.length) - 1);
    return locate({
      start: lines[first]?.start ?? 0,
      end: (lines[last]?.start ?? 0) + (lines[last]?.text.length ?? 0),
    });
  };
  const hunks = diffArrays(
    linesOf(before).map(({ text }) => text),
    lines.map(({ text }) => text),
    { maxEditLength: MOST_EDITS },
  );
  if (hunks === undefined) return [stretch(0, lines.length)];
  const found: [from: number, to: number][] = [];
  let line = 0;
  let isOpen = false;
  for (const { added, removed, count } of hunks) {
    const next = removed ? line : line + count;
    if (!added && !removed) isOpen = false;
    else {
      const [from] = isOpen ? (found.pop() ?? [line]) : [line];
      found.push([from, next]);
      isOpen = true;
    }
    line = next;
  }
  return found.map(([from, to]) => stretch(...withoutBlanks(from, to, lines)));
}

/** Blank lines around what is new say nothing, unless they are all of it. */
function withoutBlanks(
  from: number,
  to: number,
  lines: readonly Line[],
): [from: number, to: number] {
  const isText = ({ text }: Line): boolean => text.trim() !== '';
  const stretch = lines.slice(from, to);
  const first = stretch.findIndex(isText);
  return first < 0 ? [from, to] : [from + first, from + stretch.findLastIndex(isText) + 1];
}

function linesOf(text: string): readonly Line[] {
  const lines: Line[] = [];
  let start = 0;
  for (const { 0: end, index } of text.matchAll(/\r\n|\n|\r/g)) {
    lines.push({ text: text.slice(start, index), start });
    start = index + end.length;
  }
  // What ends with a line break has no further line.
  return start === text.length ? lines : [...lines, { text: text.slice(start), start }];
}
