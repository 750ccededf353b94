/** SQLite's INTEGER. */
const MAX_VERSION = 2n ** 63n - 1n;

/** What a folder's name says. */
export interface FolderName {
  /** As it is written. */
  readonly digits: string;
  readonly version: bigint;
  /** What follows the underscores, as it is written. */
  readonly rest: string;
  readonly description: string;
}

/** `V{digits}__{description}`; null for any other name. */
export function parseFolderName(name: string): FolderName | null {
  const [, digits, rest] = /^V(\d+)__(.*)$/s.exec(name) ?? [];
  if (digits === undefined || rest === undefined) return null;
  const version = versionOf(digits);
  return version === null
    ? null
    : { digits, version, rest, description: rest.replaceAll('_', ' ') };
}

/** As the guide has it: a capital V, three digits at least, two underscores. */
export function folderName(version: bigint, rest: string): string {
  return `V${padded(version)}__${rest}`;
}

export function padded(version: bigint): string {
  return version.toString().padStart(3, '0');
}

/** What a person typed: `3`, `003` or `V003`. */
export function parseVersion(text: string): string | null {
  const [, digits] = /^[Vv]?(\d+)$/.exec(text) ?? [];
  return digits === undefined ? null : (versionOf(digits)?.toString() ?? null);
}

/** Letters and digits with single underscores between them. */
export function asDescription(text: string): string {
  return text.replace(/[^\p{L}\p{N}]+/gu, '_').replace(/^_+|_+$/g, '');
}

/** `V001__users` of `db/migrations/V001__users/up.sql`. */
export function folderOf(path: string): string {
  return path.split('/').at(-2) ?? '';
}

function versionOf(digits: string): bigint | null {
  const version = BigInt(digits);
  return version > MAX_VERSION ? null : version;
}
