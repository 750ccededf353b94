import * as l10n from '@vscode/l10n';
import type { SourceEntry } from '../../core/migration.ts';
import type { FileRename, Fix, Problem, ProblemCode, Severity } from '../../core/problem.ts';
import type { Candidate, Discovery } from '../convention.ts';
import { DOWN_TEMPLATE } from './templates.ts';

const UP = '.up.sql';
const DOWN = '.down.sql';
const SIMPLE = '.sql';

const MAX_I64 = 2n ** 63n - 1n;
const MIN_I64 = -(2n ** 63n);

interface ParsedName {
  readonly path: string;
  readonly version: bigint;
  readonly description: string;
  readonly kind: 'up' | 'down' | 'simple';
}

/** Whether a file lies in the folder as well. */
type IsThere = (path: string) => boolean;

/**
 * The migrations of a folder by their names, as sqlx-core/src/migrate/source.rs resolves them:
 * files it ignores and files that make it abort are problems here.
 */
export function discover(entries: readonly SourceEntry[]): Discovery {
  const problems: Problem[] = [];
  const names: ParsedName[] = [];
  let paths: ReadonlySet<string> | null = null;
  // Asked of misnamed files only.
  const isThere = (path: string): boolean =>
    (paths ??= new Set(entries.map((entry) => entry.path))).has(path);

  for (const entry of entries) {
    const result = parseName(entry, isThere);
    if (result === null) continue;
    if ('code' in result) problems.push(result);
    else names.push(result);
  }

  names.sort((a, b) => (a.version < b.version ? -1 : a.version > b.version ? 1 : 0));
  const candidates: Candidate[] = [];
  for (const [version, group] of Map.groupBy(names, (name) => name.version)) {
    const downs = group.filter((name) => name.kind === 'down');
    const ups = group.filter((name) => name.kind !== 'down');
    const pairs = ups.map((up) => ({ up, down: downOf(up, ups, downs) }));
    for (const { up, down } of pairs) {
      candidates.push({
        version: version.toString(),
        description: up.description,
        up: up.path,
        down: down?.path ?? null,
        metadata: null,
      });
      if (up.kind === 'up' && down === undefined) problems.push(lonelyUp(up));
    }
    const claims =
      ups.length > 1
        ? pairs.map(({ up, down }) => (down ? [up, down] : [up]))
        : downs.map((down) => [down]);
    if (claims.length > 1) problems.push(...duplicates(version, claims));
    if (ups.length === 0) problems.push(...downs.map(orphan));
  }
  return { candidates, problems };
}

/** A version as Rust's `i64::from_str` reads it; null when it is none. */
export function parseVersion(text: string): bigint | null {
  if (!isNumber(text)) return null;
  const version = BigInt(text.replace('+', ''));
  return version >= MIN_I64 && version <= MAX_I64 ? version : null;
}

/** The same file under another version; `prefix` as it is written in the name. */
export function withVersion(path: string, prefix: string): string {
  const split = path.indexOf('_');
  const hasVersion = split >= 0 && isNumber(path.slice(0, split));
  return `${prefix}_${hasVersion ? path.slice(split + 1) : path}`;
}

function isNumber(text: string): boolean {
  return /^[+-]?\d+$/.test(text);
}

/** Null: not SQL, and nobody's business. */
function parseName(entry: SourceEntry, isThere: IsThere): ParsedName | Problem | null {
  const { path, kind } = entry;
  if (path.includes('/') || !/\.sql$/i.test(path)) return null;

  if (kind !== 'file') {
    return naming(
      'error',
      path,
      l10n.t('{0} is not a file. sqlx passes over it. Rename or move it.', path),
    );
  }
  if (!path.endsWith(SIMPLE)) {
    return naming(
      'warning',
      path,
      l10n.t(
        '{0}: sqlx ignores this file, since its name does not end in a lower-case ".sql".',
        path,
      ),
      isThere,
      suggestion(path.replace(/\.sql$/i, SIMPLE)) ?? path.replace(/\.sql$/i, SIMPLE),
    );
  }
  const split = path.indexOf('_');
  if (split < 0) {
    return naming(
      'warning',
      path,
      l10n.t(
        '{0}: sqlx ignores this file. A migration is named VERSION_DESCRIPTION.sql, for example 20250131120000_add_users.sql.',
        path,
      ),
      isThere,
      suggestion(path),
    );
  }
  const prefix = path.slice(0, split);
  const version = parseVersion(prefix);
  if (version === null) {
    return naming(
      'error',
      path,
      isNumber(prefix)
        ? l10n.t('{0}: the version does not fit into 64 bits, and sqlx stops at this file.', path)
        : l10n.t(
            '{0}: "{1}" is not a whole number, and sqlx stops at this file, whatever it is asked to do. Name it VERSION_DESCRIPTION.sql, or move it to another folder.',
            path,
            prefix,
          ),
      isThere,
      suggestion(path),
    );
  }
  const fileKind = kindOf(path);
  return {
    path,
    version,
    description: describe(path.slice(split + 1), fileKind),
    kind: fileKind,
  };
}

function kindOf(path: string): ParsedName['kind'] {
  if (path.endsWith(UP)) return 'up';
  return path.endsWith(DOWN) ? 'down' : 'simple';
}

function describe(rest: string, kind: ParsedName['kind']): string {
  const suffix = kind === 'up' ? UP : kind === 'down' ? DOWN : SIMPLE;
  // As Rust's trim_end_matches: every repetition goes.
  while (rest.endsWith(suffix)) rest = rest.slice(0, -suffix.length);
  return rest.replaceAll('_', ' ');
}

function downOf(
  up: ParsedName,
  ups: readonly ParsedName[],
  downs: readonly ParsedName[],
): ParsedName | undefined {
  const sameName = downs.find((down) => down.description === up.description);
  return sameName ?? (ups.length === 1 ? downs[0] : undefined);
}

/** The name that was probably meant, when the file's name begins with a number; else null. */
function suggestion(path: string): string | null {
  const found = /^[Vv]?(\d+)[\W_]*(.*?)((?:\.(?:up|down))?\.sql)$/.exec(path);
  const [, digits, rest, suffix] = found ?? [];
  if (digits === undefined || suffix === undefined || parseVersion(digits) === null) return null;
  const description = (rest ?? '').replace(/[^\p{L}\p{N}]+/gu, '_').replace(/^_+|_+$/g, '');
  return `${digits}_${description === '' ? 'migration' : description}${suffix}`;
}

function naming(
  severity: Severity,
  path: string,
  message: string,
  isThere: IsThere = () => false,
  better: string | null = null,
): Problem {
  const fix: Fix =
    better === null
      ? { kind: 'renumber', paths: withCounterpart(path, isThere) }
      : { kind: 'rename', files: renames(path, better, isThere) };
  return problem('naming', severity, [path], null, message, fix);
}

function withCounterpart(path: string, isThere: IsThere): readonly string[] {
  const other = counterpart(path);
  return other !== null && isThere(other) ? [path, other] : [path];
}

function renames(path: string, better: string, isThere: IsThere): readonly FileRename[] {
  const files = [{ from: path, to: better }];
  const [, other] = withCounterpart(path, isThere);
  const to = counterpart(better);
  if (other !== undefined && to !== null) files.push({ from: other, to });
  return files;
}

/** The other file of a reversible pair. */
function counterpart(path: string): string | null {
  if (path.endsWith(UP)) return path.slice(0, -UP.length) + DOWN;
  return path.endsWith(DOWN) ? path.slice(0, -DOWN.length) + UP : null;
}

/** One problem for each group of files that claims the version. */
function duplicates(
  version: bigint,
  claims: readonly (readonly ParsedName[])[],
): readonly Problem[] {
  const paths = claims.map((files) => files.map((file) => file.path));
  return paths.map((own) => {
    const others = paths.filter((each) => each !== own).flatMap(([first]) => first ?? []);
    return problem(
      'duplicate-version',
      'error',
      [own[0] ?? '', ...others],
      version,
      l10n.t(
        'Version {0} is claimed by {1} too, and sqlx fails at the second of them. Give one a fresh version.',
        version.toString(),
        others.join(', '),
      ),
      { kind: 'renumber', paths: own },
    );
  });
}

function orphan(name: ParsedName): Problem {
  return problem(
    'orphan-down',
    'warning',
    [name.path],
    name.version,
    l10n.t(
      '{0} has no up script, so it is never used. Expected {1}.',
      name.path,
      counterpart(name.path) ?? '',
    ),
  );
}

function lonelyUp(name: ParsedName): Problem {
  const missing = name.path.slice(0, -UP.length) + DOWN;
  return problem(
    'missing-down',
    'warning',
    [name.path],
    name.version,
    l10n.t(
      '{0} has no down script, so it cannot be reverted. Add {1}, or name this file {2}.',
      name.path,
      missing,
      name.path.slice(0, -UP.length) + SIMPLE,
    ),
    { kind: 'create', path: missing, content: DOWN_TEMPLATE },
  );
}

function problem(
  code: ProblemCode,
  severity: Severity,
  [path, ...related]: readonly [string, ...string[]],
  version: bigint | null,
  message: string,
  fix?: Fix,
): Problem {
  return {
    code,
    severity,
    message,
    path,
    version: version?.toString() ?? null,
    location: null,
    ...(related.length > 0 && { related }),
    ...(fix && { fix }),
  };
}
