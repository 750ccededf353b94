import { LineCounter, parseDocument, Scalar, visit, type Document, type Tags } from 'yaml';
import type { Location, TextRange } from '../../core/problem.ts';

/** A YAML document with the places of what it says. */
export interface YamlText {
  readonly document: Document.Parsed;
  locate(range: TextRange): Location;
}

/** As PyYAML reads it, which is YAML 1.1: `no` is false, and an unquoted date is a date. */
export function parseYaml(text: string): YamlText {
  const lines = new LineCounter();
  const document = parseDocument(text, {
    version: '1.1',
    customTags: (tags) => tags.map(asPyYaml),
    lineCounter: lines,
    prettyErrors: false,
    logLevel: 'silent',
  });
  return {
    document,
    locate({ start, end }) {
      const [from, to] = [lines.linePos(start), lines.linePos(Math.max(start, end))];
      return { line: from.line, column: from.col, endLine: to.line, endColumn: to.col };
    },
  };
}

/** `y` and `n` are letters to PyYAML, whatever YAML 1.1 says. */
function asPyYaml(tag: Tags[number]): Tags[number] {
  if (typeof tag === 'string' || tag.tag !== 'tag:yaml.org,2002:bool' || !tag.test) return tag;
  return { ...tag, test: new RegExp(`^(?![YyNn]$)(?:${tag.test.source})`) };
}

/** Null: there is no such node. */
export function rangeOf(node: unknown): TextRange | null {
  const range = (node as { range?: readonly number[] | null } | null | undefined)?.range;
  const [start, end] = range ?? [];
  return start === undefined || end === undefined ? null : { start, end };
}

/** Unquoted dates, which become the texts they are written as. */
export function datesAsTexts(document: Document.Parsed): readonly Scalar[] {
  const dates: Scalar[] = [];
  visit(document, {
    Scalar(_key, node) {
      if (!(node.value instanceof Date)) return;
      node.value = node.source ?? '';
      dates.push(node);
    },
  });
  return dates;
}
