import { parse } from 'dotenv';

/** Variables by name. */
export type Variables = Readonly<Record<string, string | undefined>>;

/**
 * Reads a `.env` file's text, with `$NAME` and `${NAME}` replaced as dotenvy does, which sqlx uses:
 * not within single quotes, the environment first, then what stands above in the file.
 */
export function parseDotenv(text: string, environment: Variables): Record<string, string> {
  const variables: Record<string, string> = {};
  for (const [name, value] of Object.entries(parse(text))) {
    variables[name] = isVerbatim(text, name)
      ? value
      : substitute(value, (other) => environment[other] ?? variables[other] ?? '');
  }
  return variables;
}

function isVerbatim(text: string, name: string): boolean {
  const pattern = name.replaceAll('.', '\\.');
  const assignments = new RegExp(`^\\s*(?:export\\s+)?${pattern}\\s*[=:]\\s*(.)`, 'gm');
  return [...text.matchAll(assignments)].at(-1)?.[1] === "'";
}

function substitute(value: string, lookUp: (name: string) => string): string {
  return value.replaceAll(
    /\\([\\'"$ ])|\$(?:\{([^}]*)\}|([\p{L}\p{N}]*))/gu,
    (_, escaped?: string, braced?: string, bare?: string) =>
      escaped ?? lookUp(braced ?? bare ?? ''),
  );
}
