import type { TextRange } from './problem.ts';

/**
 * Text of a script, or of a server that repeats one, with a star for each character of its
 * passwords: what follows PASSWORD in SQL, `password=` in a connection string, the user-info of an
 * address, and whatever else is literal in a statement about a role. Lengths stay, so that places do.
 *
 * @param source what the text may repeat: its passwords are taken out wherever they stand
 */
export function redact(text: string, source = ''): string {
  const known = secretsIn(source).map(({ start, end }) => source.slice(start, end));
  return known
    .filter((secret) => secret.length >= SHORTEST && !/^\*+$/.test(secret))
    .reduce((rest, secret) => rest.replaceAll(secret, stars(secret)), withStars(text));
}

/** Anything shorter may as well be a part of a word. */
const SHORTEST = 4;

function withStars(text: string): string {
  let hidden = '';
  for (const { start, end } of secretsIn(text).toSorted((a, b) => a.start - b.start)) {
    if (end <= hidden.length) continue;
    hidden += text.slice(hidden.length, start);
    hidden += stars(text.slice(hidden.length, end));
  }
  return hidden + text.slice(hidden.length);
}

function stars(secret: string): string {
  return secret.replaceAll(/[^\r\n]/g, '*');
}

function secretsIn(text: string): readonly TextRange[] {
  const inRoles = [...text.matchAll(ABOUT_ROLE)].flatMap(({ 0: statement, index }) =>
    secretsBy(LITERAL, statement).map(({ start, end }) => ({
      start: index + start,
      end: index + end,
    })),
  );
  return [...PATTERNS.flatMap((pattern) => secretsBy(pattern, text)), ...inRoles];
}

function secretsBy(pattern: RegExp, text: string): readonly TextRange[] {
  return [...text.matchAll(pattern)].flatMap(({ indices }) => {
    const [start, end] = indices?.groups?.secret ?? [0, 0];
    return start === end ? [] : [{ start, end }];
  });
}

/** Within another literal, quotes are doubled. */
const QUOTED = String.raw`(?<quote>'+)(?<secret>(?:\k<quote>\k<quote>|[^'])*)(?:\k<quote>|$)`;

const LITERAL = new RegExp(QUOTED, 'dg');

/** In a misspelt statement a password may follow any word. */
const ABOUT_ROLE = /\b(?:create|alter)\s{1,9}(?:role|user)\b[^;]{0,999}/gi;

/** Blanks and comments, of a length that keeps the search short in any text. */
const GAP = String.raw`(?:\s|/\*(?:(?!\*/)[^]){0,99}\*/|--[^\n]{0,99}\n){0,99}`;

const PATTERNS = [
  String.raw`\bpassword${GAP}(?:=${GAP})?e'(?<secret>(?:\\[^]|''|[^'\\])*)`,
  String.raw`\bpassword${GAP}(?:=${GAP})?${QUOTED}`,
  String.raw`\bpassword${GAP}(?<tag>\$\w*\$)(?<secret>[^]*?)(?:\k<tag>|$)`,
  // As libpq's keyword, as a parameter of an address, and in front of a host.
  String.raw`password\s{0,9}=\s{0,9}(?<secret>[^\s'"&)]+)`,
  String.raw`\b[a-z][a-z\d+.-]{0,29}://[^\s:/?#@'"]{0,99}:(?<secret>\S{0,999})@`,
].map((source) => new RegExp(source, 'dgi'));
