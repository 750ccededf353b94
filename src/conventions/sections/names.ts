import * as l10n from '@vscode/l10n';
import type { SourceEntry } from '../../core/migration.ts';
import type { Fix, Problem, Severity } from '../../core/problem.ts';
import type { Candidate, Discovery } from '../convention.ts';

const NAME = /^(\d{14})_(.+)\.sql$/;
const VERSION = /^\d{14}(?:_.+)?$/;

/**
 * The migrations of a folder by their names. The sections runner stops at any other name that ends
 * in `.sql`, so that one is a problem here.
 */
export function discover(entries: readonly SourceEntry[]): Discovery {
  const candidates: Candidate[] = [];
  const problems: Problem[] = [];
  for (const entry of entries) {
    const { path } = entry;
    if (path.includes('/') || !/\.sql$/i.test(path)) continue;
    const name = NAME.exec(path)?.[2];
    if (name === undefined || entry.kind !== 'file') {
      problems.push(misnamed(entry));
    } else {
      const version = path.slice(0, -'.sql'.length);
      const description = name.replaceAll('_', ' ');
      candidates.push({ version, description, up: path, down: path, metadata: null });
    }
  }
  candidates.sort((a, b) => compareVersions(a.version, b.version));
  return { candidates, problems: [...problems, ...sharedTimestamps(candidates)] };
}

/** As JavaScript sorts strings, which is how the sections runner orders its files. */
export function compareVersions(a: string, b: string): number {
  return a < b ? -1 : a > b ? 1 : 0;
}

/** The whole stem, or its timestamp alone, which several files may share. */
export function parseVersion(text: string): string | null {
  return VERSION.test(text) ? text : null;
}

export function isShortFor(text: string, version: string): boolean {
  return /^\d{14}$/.test(text) && version.startsWith(`${text}_`);
}

export function isMigration(path: string): boolean {
  return NAME.test(path);
}

export function timestampOf(version: string): bigint {
  return BigInt(version.slice(0, 14));
}

/** The same file under another timestamp. */
export function withTimestamp(path: string, timestamp: string): string {
  const name = NAME.exec(path)?.[2] ?? nameIn(path);
  return `${timestamp}_${name}.sql`;
}

function misnamed({ path, kind }: SourceEntry): Problem {
  if (kind !== 'file') {
    return problem(
      'error',
      path,
      l10n.t('{0} is not a file, and the sections runner stops at it. Rename or move it.', path),
    );
  }
  const digits = /^[Vv]?(\d+)/.exec(path)?.[1] ?? '';
  const timestamp = completed(digits);
  const fix: Fix =
    timestamp === null
      ? { kind: 'renumber', paths: [path] }
      : { kind: 'rename', files: [{ from: path, to: withTimestamp(path, timestamp) }] };
  return path.endsWith('.sql')
    ? problem(
        'error',
        path,
        l10n.t(
          '{0}: the sections runner stops at this file, whatever it is asked to do. Name it YYYYMMDDHHMMSS_name.sql, or move it to another folder.',
          path,
        ),
        fix,
      )
    : problem(
        'warning',
        path,
        l10n.t(
          '{0}: the sections runner ignores this file, since its name does not end in a lower-case ".sql".',
          path,
        ),
        fix,
      );
}

/** A date, to which hours, minutes or seconds may be lacking; null when it is none. */
function completed(digits: string): string | null {
  const isDate = /^(?:19|20)\d\d(?:0[1-9]|1[0-2])(?:0[1-9]|[12]\d|3[01])/.test(digits);
  const timestamp = digits.padEnd(14, '0');
  return isDate && [8, 10, 12, 14].includes(digits.length) ? timestamp : null;
}

/** What of a name that is not the convention's can stand after the timestamp. */
function nameIn(path: string): string {
  const name = path
    .replace(/\.sql$/i, '')
    .replace(/^[Vv]?\d+(?=[^\p{L}\p{N}]|$)/u, '')
    .replace(/[^\p{L}\p{N}]+/gu, '_')
    .replace(/^_+|_+$/g, '');
  return name === '' ? 'migration' : name;
}

/** They are different migrations all the same, in the order of their names. */
function sharedTimestamps(candidates: readonly Candidate[]): readonly Problem[] {
  const groups = Map.groupBy(candidates, ({ version }) => timestampOf(version));
  return [...groups.values()].flatMap((group) =>
    group.length === 1
      ? []
      : group.map(({ version, up }): Problem => {
          const related = group.map((each) => each.up).filter((path) => path !== up);
          return {
            code: 'duplicate-version',
            severity: 'warning',
            message: l10n.t(
              '{0} has its timestamp in common with {1}, so their names decide the order. Give one a fresh timestamp.',
              up,
              related.join(', '),
            ),
            path: up,
            version,
            location: null,
            related,
            fix: { kind: 'renumber', paths: [up] },
          };
        }),
  );
}

function problem(
  severity: Severity,
  path: string,
  message: string,
  fix: Fix | null = null,
): Problem {
  const found = { code: 'naming', severity, message, path, version: null, location: null } as const;
  return { ...found, ...(fix && { fix }) };
}
