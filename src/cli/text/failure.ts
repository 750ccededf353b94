import * as l10n from '@vscode/l10n';
import { redact } from '../../core/redact.ts';
import type { StepFailure } from '../../runner/failure.ts';
import { displayWidth } from './columns.ts';
import { printable } from '../../core/printable.ts';
import { placeOf } from './problems.ts';
import type { Style } from './style.ts';

/** The place, the line with a caret under the column, and the server's own words. */
export function failureLines(failure: StepFailure, style: Style): readonly string[] {
  const { step, location, code, message, detail, hint } = failure;
  const { path, sql } = step.script;
  const excerpt = location === null ? [] : ['', ...excerptLines(redact(sql), location), ''];
  const said = code === null ? message : l10n.t('{0} (code {1})', message, code);
  return [
    style.strong(placeOf({ path, location }) ?? path),
    ...excerpt,
    `  ${style.bad(indented(said))}`,
    ...(detail === null ? [] : [`  ${indented(l10n.t('Detail: {0}', detail))}`]),
    ...(hint === null ? [] : [`  ${indented(l10n.t('Hint: {0}', hint))}`]),
  ];
}

function indented(text: string): string {
  return printable(text).replaceAll('\n', '\n  ');
}

/** Lines end at `\n`, `\r\n` or `\r`, as the location counts them. */
const LINE_END = /\r\n|\n|\r/;

/** What is shown of a very long line, around the place. */
const BEFORE = 60;
const AFTER = 60;

function excerptLines(
  sql: string,
  { line, column }: { readonly line: number; readonly column: number },
): readonly string[] {
  const text = sql.split(LINE_END)[line - 1] ?? '';
  const start = column - 1 > BEFORE ? column - 1 - BEFORE : 0;
  const end = Math.max(column - 1 + AFTER, BEFORE + AFTER);
  const before = (start > 0 ? '…' : '') + printable(text.slice(start, column - 1));
  const after = printable(text.slice(column - 1, end)) + (end < text.length ? '…' : '');
  const margin = `  ${line} | `;
  // A tab stays one, so that the caret stands where the text does.
  const blank = before.replace(/[^\t]/gu, (char) => ' '.repeat(displayWidth(char)));
  return [`${margin}${before}${after}`, `${' '.repeat(margin.length - 2)}| ${blank}^`];
}
