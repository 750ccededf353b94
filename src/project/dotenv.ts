import { parse } from 'dotenv';
import * as l10n from '@vscode/l10n';
import { StrataError } from '../core/errors.ts';

/** In UTF-16 units: variables that stand for others many times over grow beyond any memory. */
const LONGEST = 100_000;

/** Variables by name. */
export type Variables = Readonly<Record<string, string | undefined>>;

/**
 * Reads a `.env` file's text, with `$NAME` and `${NAME}` replaced as dotenvy does, which sqlx uses:
 * not within single quotes, the environment first, then what stands above in the file.
 *
 * @throws StrataError `configuration` for a variable that is too long
 */
export function parseDotenv(text: string, environment: Variables): Record<string, string> {
  const variables: Record<string, string> = {};
  for (const [name, value] of Object.entries(parse(text))) {
    variables[name] = isVerbatim(text, name)
      ? value
      : substitute(value, name, (other) => environment[other] ?? variables[other] ?? '');
  }
  return variables;
}

function isVerbatim(text: string, name: string): boolean {
  const pattern = name.replaceAll('.', '\\.');
  const assignments = new RegExp(`^\\s*(?:export\\s+)?${pattern}\\s*[=:]\\s*(.)`, 'gm');
  return [...text.matchAll(assignments)].at(-1)?.[1] === "'";
}

function substitute(value: string, name: string, lookUp: (name: string) => string): string {
  let length = value.length;
  return value.replaceAll(
    /\\([\\'"$ ])|\$(?:\{([^}]*)\}|([\p{L}\p{N}]*))/gu,
    (_, escaped?: string, braced?: string, bare?: string) => {
      const replacement = escaped ?? lookUp(braced ?? bare ?? '');
      length += replacement.length;
      if (length > LONGEST) throw tooLong(name);
      return replacement;
    },
  );
}

function tooLong(name: string): StrataError {
  return new StrataError(
    'configuration',
    l10n.t('The variable {0} in .env is longer than {1} characters.', name, LONGEST),
  );
}
