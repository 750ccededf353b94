import type { Position } from '../../core/migration.ts';
import type { Location } from '../../core/problem.ts';

export const UP = '-- UP';
export const DOWN = '-- DOWN';

export type Marker = typeof UP | typeof DOWN;

/** A stretch of SQL without the blanks around it. */
export interface Section {
  readonly sql: string;
  readonly start: Position;
  /** Null: nothing opens it. */
  readonly marker: Location | null;
}

/** Where a file is not plain to read: its own runner has, or may have, another idea of it. */
export interface Flaw {
  readonly kind:
    'doubled' | 'nearly-a-marker' | 'no-up' | 'only-down' | 'reversed' | 'stray' | 'text-above';
  /** Null: the file as a whole. */
  readonly location: Location | null;
  /** The marker that it is about. */
  readonly marker: Marker;
  /** What stands there. */
  readonly text: string;
}

export interface Sections {
  readonly up: Section;
  /** Null: no marker opens one. */
  readonly down: Section | null;
  readonly flaws: readonly Flaw[];
  /** Where the file ends. */
  readonly end: Position;
}

const BOM = '\uFEFF';
const BREAK = /\r\n|\n|\r/;
/** Such as `-- up`, `--UP` or `-- DOWN:`. */
const NEARLY = /^-{2,}\s*(up|down)\W*$/i;

interface Line {
  /** From 1. */
  readonly number: number;
  /** In UTF-16 units of the text. */
  readonly start: number;
  /** Without its break. */
  readonly text: string;
}

interface MarkerLine extends Line {
  readonly marker: Marker;
}

/**
 * The file line by line: a marker is a line of its own, blanks around it allowed, and its section
 * reaches to the next. A byte order mark is no part of the text, as in editors.
 */
export function readSections(source: string): Sections {
  const text = source.startsWith(BOM) ? source.slice(1) : source;
  const lines = linesOf(text);
  const markers = lines.flatMap((line) => {
    const marker = markerIn(line.text);
    return marker === null ? [] : [{ ...line, marker }];
  });

  const section = (from: number, marker: MarkerLine | undefined): Section => {
    const next = markers.find(({ start }) => start >= from && start !== marker?.start);
    const body = text.slice(from, next?.start);
    const sql = body.trim();
    const first = sql === '' ? from : from + body.indexOf(sql);
    return {
      sql,
      start: placeOf(lines, first),
      marker: marker === undefined ? null : trimmed(marker),
    };
  };
  const after = (marker: MarkerLine): Section => section(endOf(marker), marker);

  const up = markers.find(({ marker }) => marker === UP);
  const down = markers.find(({ marker }) => marker === DOWN);
  return {
    up: up === undefined ? section(0, undefined) : after(up),
    down: down === undefined ? null : after(down),
    flaws: [...flawsOf(text, lines, markers)].sort(byPlace),
    end: placeOf(lines, text.length),
  };
}

/** As its own runner reads a file, whatever stands in it: src/db/migrations/migration-runner.ts. */
export function readLikeItsRunner(text: string): { readonly up: string; readonly down: string } {
  const [up = '', down = ''] = text.split(DOWN);
  return { up: up.replace(UP, '').trim(), down: down.trim() };
}

/** Whether a text has a line that is a marker. */
export function holdsMarker(text: string): boolean {
  return text.split(BREAK).some((line) => markerIn(line) !== null);
}

/** Whether there is more than blanks and line comments. */
export function holdsStatement({ sql }: Section): boolean {
  return sql.split(BREAK).some((line) => !/^\s*(?:--.*)?$/.test(line));
}

function* flawsOf(
  text: string,
  lines: readonly Line[],
  markers: readonly MarkerLine[],
): Generator<Flaw> {
  const ups = markers.filter(({ marker }) => marker === UP);
  const downs = markers.filter(({ marker }) => marker === DOWN);
  for (const each of [...ups.slice(1), ...downs.slice(1)]) yield flaw('doubled', each, each.marker);

  const near = lines.filter((line) => NEARLY.test(line.text.trim()) && !markers.some(isAt(line)));
  for (const line of near) yield flaw('nearly-a-marker', line, meant(line.text));

  const [up] = ups;
  const [down] = downs;
  if (up === undefined) {
    if (!near.some((line) => meant(line.text) === UP)) yield noUp(text, down);
  } else if (down !== undefined && down.start < up.start) {
    yield flaw('reversed', down, DOWN);
  } else if (text.slice(0, up.start).trim() !== '') {
    const above = text.slice(0, up.start);
    const from = above.length - above.trimStart().length;
    const location = between(lines, from, above.trimEnd().length);
    yield { kind: 'text-above', location, marker: UP, text: above.trim() };
  }

  for (const line of lines) {
    const at = line.text.indexOf(DOWN);
    if (at < 0 || markers.some(isAt(line)) || near.some(isAt(line))) continue;
    const from = line.start + at;
    const location = between(lines, from, from + DOWN.length);
    yield { kind: 'stray', location, marker: DOWN, text: line.text.slice(at).trimEnd() };
  }
}

function noUp(text: string, down: MarkerLine | undefined): Flaw {
  return down !== undefined && text.slice(0, down.start).trim() === ''
    ? flaw('only-down', down, UP)
    : { kind: 'no-up', location: null, marker: UP, text: '' };
}

function flaw(kind: Flaw['kind'], line: Line, marker: Marker): Flaw {
  return { kind, location: trimmed(line), marker, text: line.text.trim() };
}

function markerIn(line: string): Marker | null {
  const text = line.trim();
  return text === UP || text === DOWN ? text : null;
}

function meant(line: string): Marker {
  return /up/i.test(line) ? UP : DOWN;
}

function isAt({ start }: Line): (line: Line) => boolean {
  return (line) => line.start === start;
}

function byPlace(a: Flaw, b: Flaw): number {
  const line = (a.location?.line ?? 0) - (b.location?.line ?? 0);
  return line === 0 ? (a.location?.column ?? 0) - (b.location?.column ?? 0) : line;
}

function linesOf(text: string): readonly Line[] {
  const lines: Line[] = [];
  let start = 0;
  for (const found of text.matchAll(new RegExp(BREAK, 'g'))) {
    lines.push({ number: lines.length + 1, start, text: text.slice(start, found.index) });
    start = found.index + found[0].length;
  }
  return [...lines, { number: lines.length + 1, start, text: text.slice(start) }];
}

function endOf({ start, text }: Line): number {
  return start + text.length;
}

/** A line's place without the blanks around it. */
function trimmed({ number, text }: Line): Location {
  const column = text.length - text.trimStart().length + 1;
  return { line: number, column, endLine: number, endColumn: column + text.trim().length };
}

function between(lines: readonly Line[], from: number, to: number): Location {
  const start = placeOf(lines, from);
  const end = placeOf(lines, to);
  return { line: start.line, column: start.column, endLine: end.line, endColumn: end.column };
}

function placeOf(lines: readonly Line[], offset: number): Position {
  const line = lines.findLast(({ start }) => start <= offset);
  return { line: line?.number ?? 1, column: offset - (line?.start ?? 0) + 1 };
}
