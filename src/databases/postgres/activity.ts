import { isQuotedName, tokenAt, type Token } from '../../sql/lexer.ts';

const LONGEST = 80;
const HIDDEN = `'…'`;

/**
 * What a query of somebody else's does, on one line of about 80 characters. What it says literally
 * is left out, since that may be anything: `ALTER ROLE … PASSWORD 'x'` shows in the server's views.
 */
export function activityOf(query: string): string {
  let text = '';
  let isSecret = false;
  for (let at = 0; at < query.length && text.length <= 2 * LONGEST;) {
    const token = tokenAt(query, at, 'postgres');
    const written = query.slice(token.start, token.end);
    at = token.end;
    if (token.kind === 'blank' || token.kind === 'comment') {
      text += ' ';
      continue;
    }
    text += isSecret || isLiteral(token, written) ? HIDDEN : written;
    // Where a session lets a backslash escape the quote, the literal goes on.
    if (isLiteral(token, written) && written.includes('\\')) break;
    isSecret = /^password$/i.test(written);
  }
  const line = text.replaceAll(/[\s\p{C}]+/gu, ' ').trim();
  const characters = Array.from(line);
  return characters.length > LONGEST ? `${characters.slice(0, LONGEST).join('')}…` : line;
}

function isLiteral({ kind }: Token, written: string): boolean {
  return kind === 'quoted' && !isQuotedName(written);
}
