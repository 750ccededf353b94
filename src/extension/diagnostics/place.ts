import type { Location } from '../../core/problem.ts';

/** A position as VS Code counts: from 0, in UTF-16 units. */
export interface TextPosition {
  readonly line: number;
  readonly character: number;
}

export interface TextSpan {
  readonly start: TextPosition;
  readonly end: TextPosition;
}

/** VS Code takes it for the line's end. */
const LINE_END = Number.MAX_VALUE;

/**
 * Where an editor shows a location; null is the first line. A byte order mark counts as a
 * character in files, but an editor's text does not have it.
 */
export function rangeOf(location: Location | null, hasByteOrderMark: boolean): TextSpan {
  if (location === null) return toLineEnd({ line: 0, character: 0 });
  const { start, end } = spanOf(location, hasByteOrderMark);
  return comesBefore(start, end) ? { start, end } : toLineEnd(start);
}

/** The same to the character: an empty location stays empty. */
export function spanOf(location: Location, hasByteOrderMark: boolean): TextSpan {
  const position = (line: number, column: number): TextPosition => ({
    line: line - 1,
    character: Math.max(0, column - (hasByteOrderMark && line === 1 ? 2 : 1)),
  });
  return {
    start: position(location.line, location.column),
    end: position(location.endLine, location.endColumn),
  };
}

export interface TextEdit extends TextSpan {
  readonly text: string;
}

/** The span after an edit elsewhere; null when the edit touches it. */
export function afterEdit(span: TextSpan, edit: TextEdit): TextSpan | null {
  if (comesBefore(span.end, edit.start)) return span;
  if (!comesBefore(edit.end, span.start)) return null;
  return { start: moved(span.start, edit), end: moved(span.end, edit) };
}

function moved({ line, character }: TextPosition, { start, end, text }: TextEdit): TextPosition {
  const inserted = text.split(/\r\n|\n|\r/);
  const last = inserted.at(-1) ?? '';
  const isSameLine = line === end.line;
  const indent = inserted.length === 1 ? start.character : 0;
  return {
    line: line - end.line + start.line + inserted.length - 1,
    character: isSameLine ? character - end.character + indent + last.length : character,
  };
}

function toLineEnd(start: TextPosition): TextSpan {
  return { start, end: { line: start.line, character: LINE_END } };
}

function comesBefore(a: TextPosition, b: TextPosition): boolean {
  return a.line < b.line || (a.line === b.line && a.character < b.character);
}
