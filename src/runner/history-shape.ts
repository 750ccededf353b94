import * as l10n from '@vscode/l10n';
import type { Convention, History } from '../conventions/convention.ts';
import type { HistoryRow } from '../core/migration.ts';
import type { Problem, Severity } from '../core/problem.ts';
import type { Column } from '../databases/database.ts';

/** Rows that can be used, and what is wrong with the others. */
export interface SoundRows {
  readonly rows: readonly HistoryRow[];
  readonly problems: readonly Problem[];
}

/** Sets rows aside whose version can't be one, and says which versions are there twice. */
export function soundRows(
  rows: readonly HistoryRow[],
  table: string,
  convention: Convention,
): SoundRows {
  const isVersion = ({ version }: HistoryRow): boolean => convention.parseVersion(version) !== null;
  const sound = rows.filter(isVersion);
  const unreadable = rows.length - sound.length;
  const twice = [...Map.groupBy(sound, ({ version }) => version)].filter(
    ([, claims]) => claims.length > 1,
  );
  return {
    rows: sound,
    problems: [
      ...(unreadable === 0
        ? []
        : [
            problem(
              'error',
              l10n.t(
                'Rows in {0} without a version that {1} could have written: {2}. Delete them.',
                table,
                convention.title,
                unreadable,
              ),
            ),
          ]),
      ...twice.map(([version, { length }]) =>
        problem(
          'error',
          l10n.t(
            'Migration {0} is recorded {1} times in {2}: the table has lost its primary key. Delete all of its rows but one.',
            version,
            length,
            table,
          ),
          version,
        ),
      ),
    ],
  };
}

/** Columns of another type than the tool makes, such as after somebody's own change. */
export function unusualColumns(
  { create }: History,
  columns: readonly Column[],
  table: string,
): readonly Problem[] {
  const types = new Map(columns.map(({ name, type }) => [name, type]));
  return declaredColumns(create.map(({ sql }) => sql).join(';\n')).flatMap(({ name, type }) => {
    const found = types.get(name);
    if (found !== undefined && plainType(found) === plainType(type)) return [];
    return problem(
      'warning',
      found === undefined
        ? l10n.t(
            'The table {0} has no column "{1}", which its tool makes as {2}.',
            table,
            name,
            type,
          )
        : l10n.t(
            'The column "{1}" of {0} is {2}, where its tool makes it {3}.',
            table,
            name,
            found,
            type,
          ),
    );
  });
}

/** Migrations that were applied before ones of a lower version: allowed, but worth knowing. */
export function appliedOutOfOrder(
  rows: readonly HistoryRow[],
  convention: Convention,
): readonly Problem[] {
  const applied = rows
    .filter(({ outcome, appliedAt }) => outcome === 'applied' && appliedAt !== null)
    .toSorted((a, b) => convention.compare(a.version, b.version));
  const instants = applied.map(({ appliedAt }) => Date.parse(appliedAt ?? ''));
  return applied.flatMap((row, index) => {
    const before = applied[index - 1];
    const [then = NaN, now = NaN] = [instants[index - 1], instants[index]];
    // Times that can't be read compare as false.
    if (before === undefined || !(then > now)) return [];
    return problem(
      'info',
      l10n.t(
        'Migration {0} was applied before {1}, which has the lower version.',
        row.version,
        before.version,
      ),
      row.version,
    );
  });
}

/** What `CREATE TABLE` says of its columns; the statement is a tool's own, and so in plain form. */
function declaredColumns(sql: string): readonly Column[] {
  const body = /CREATE TABLE[^(]*\(([^]*)\)/i.exec(sql.replaceAll(/--.*$/gm, ''))?.[1] ?? '';
  return topLevel(body).flatMap((definition) => {
    const [, quoted, plain, type] = COLUMN.exec(definition.trim()) ?? [];
    const name = quoted ?? plain ?? '';
    return type === undefined || CONSTRAINT.test(name) ? [] : [{ name, type: type.trim() }];
  });
}

const COLUMN =
  /^(?:"([^"]+)"|(\w+))\s+(.+?)(?=\s+(?:NOT|NULL|PRIMARY|DEFAULT|CHECK|UNIQUE|REFERENCES|GENERATED|COLLATE)\b|$)/is;
const CONSTRAINT = /^(?:CONSTRAINT|PRIMARY|UNIQUE|CHECK|FOREIGN)$/i;

/** The first statement's parts between commas that stand in no parentheses. */
function topLevel(body: string): readonly string[] {
  const parts = [''];
  let depth = 0;
  for (const char of body) {
    if (char === '(') depth++;
    if (char === ')' && --depth < 0) break;
    if (char === ',' && depth === 0) parts.push('');
    else parts.push((parts.pop() ?? '') + char);
  }
  return parts;
}

/** PostgreSQL's catalog has other words for some types than a person writes. */
function plainType(type: string): string {
  const plain = type
    .toLowerCase()
    .replaceAll(/\s+/g, ' ')
    .replaceAll(/ ?([(),]) ?/g, '$1');
  return ALIASES.reduce((text, [alias, name]) => text.replace(alias, name), plain);
}

const ALIASES: readonly (readonly [RegExp, string])[] = [
  [/^timestamptz\b/, 'timestamp with time zone'],
  [/^timestamp without time zone$/, 'timestamp'],
  [/^varchar\b/, 'character varying'],
  [/^(?:int|int4)$/, 'integer'],
  [/^int8$/, 'bigint'],
  [/^bool$/, 'boolean'],
];

function problem(severity: Severity, message: string, version: string | null = null): Problem {
  return { code: 'corrupt-history', severity, message, path: null, version, location: null };
}
