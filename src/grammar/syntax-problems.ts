import * as l10n from '@vscode/l10n';
import type { Script } from '../core/migration.ts';
import type { Problem, TextRange } from '../core/problem.ts';
import { redact } from '../core/redact.ts';
import { endOfBlockComment, tokenAt } from '../sql/lexer.ts';
import { locator } from '../sql/text.ts';
import type { ParsedStatement } from './parse.ts';

/** What PostgreSQL's parser cannot read, at the token where it stopped: one a statement. */
export function syntaxProblems(
  script: Script,
  version: string,
  parsed: readonly ParsedStatement[],
): readonly Problem[] {
  const { sql, path } = script;
  const locationOf = locator(script);
  const syntax = (range: TextRange, message: string): Problem => ({
    ...{ code: 'syntax', severity: 'error', path, version },
    message,
    location: locationOf(range),
  });
  const notRead = (range: TextRange): Problem => ({
    ...{ code: 'not-checked', severity: 'info', path, version },
    message: l10n.t('Not checked: this statement is too complex to be read.'),
    location: locationOf(range),
  });
  const inStatements = parsed.flatMap(({ start, end, error }): readonly Problem[] => {
    if (error === null) return [];
    if (error.tooComplex) return [notRead({ start, end })];
    const message = shortened(redact(error.message, sql.slice(start, end)));
    return [syntax(tokenNear(sql, { start, end }, error.position), message)];
  });
  const comment = openComment(sql, parsed.at(-1)?.end ?? 0);
  return comment === null
    ? inStatements
    : [...inStatements, syntax(comment, 'unterminated /* comment')];
}

/** From where the parser stopped to the end of that token; where it expected another, the last one. */
function tokenNear(sql: string, { start, end }: TextRange, position: number): TextRange {
  let last: TextRange = { start, end };
  for (let at = start; at < end;) {
    const token = tokenAt(sql, at, 'postgres');
    at = token.end;
    if (token.kind === 'blank' || token.kind === 'comment') continue;
    if (token.end > position) return { start: position, end: token.end };
    last = token;
  }
  return last;
}

/** One that nothing closes is no part of any statement, so that the parser never sees it. */
function openComment(sql: string, from: number): TextRange | null {
  for (let at = from; at < sql.length;) {
    const { kind, start, end } = tokenAt(sql, at, 'postgres');
    if (kind === 'comment' && sql.startsWith('/*', start)) {
      if (endOfBlockComment(sql, start, 'postgres') === null) return { start, end };
    }
    at = end;
  }
  return null;
}

/** In UTF-16 units: a message quotes the token, and an unterminated one reaches to the end. */
const LONGEST = 300;

function shortened(message: string): string {
  return message.length > LONGEST ? `${message.slice(0, LONGEST)}…` : message;
}
