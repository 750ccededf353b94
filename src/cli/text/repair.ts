import { isDeepStrictEqual } from 'node:util';
import * as l10n from '@vscode/l10n';
import { NOW, type Amendment, type Columns } from '../../core/amendment.ts';
import { printableLine } from '../../core/printable.ts';
import { remediesFor, type Remedy, type Repair } from '../../core/repair.ts';
import type { MigrationStatus } from '../../core/state.ts';
import { alignColumns } from './columns.ts';
import { plural } from './plural.ts';
import { statusCells } from './states.ts';
import type { Style } from './style.ts';

/** One way of putting a migration right, as an option of `repair`. */
export interface Way {
  readonly option: Remedy | 'restore' | 'continue' | 'continue --done';
  readonly means: string;
}

export function waysFor(status: MigrationStatus): readonly Way[] {
  const { unfinished, edit } = status;
  const options: readonly Way['option'][] = [
    ...(unfinished === null ? [] : (['continue'] as const)),
    ...(unfinished?.inDoubt ? (['continue --done'] as const) : []),
    ...(edit === undefined ? [] : (['restore'] as const)),
    ...remediesFor(status),
  ];
  return options.map((option) => ({ option, means: meaning(option) }));
}

function meaning(option: Way['option']): string {
  switch (option) {
    case 'continue':
      return l10n.t('go on with the statement that it stopped at');
    case 'continue --done':
      return l10n.t('that one is done: go on after it');
    case 'restore':
      return l10n.t('its file is to be what was applied again');
    case 'accept':
      return l10n.t('what its file says now is what is applied');
    case 'applied':
      return l10n.t('all of it is in the database');
    case 'not-applied':
      return l10n.t('nothing of it is in the database');
    case 'forget':
      return l10n.t('it is not to count as applied any more');
  }
}

/** Each migration as in the status, and below it the commands that put it right. */
export function remedyLines(
  found: readonly MigrationStatus[],
  style: Style,
  when: (iso: string) => string,
): readonly string[] {
  const heads = alignColumns(found.map((each) => statusCells(each, style, when)));
  return found.flatMap((each, index) => [
    `  ${heads[index] ?? ''}`,
    ...alignColumns(
      waysFor(each).map(({ option, means }) => [
        { text: `      strata repair ${each.version} --${option}` },
        { text: means, paint: (text) => style.quiet(text) },
      ]),
    ),
    '',
  ]);
}

/** What the rows below it are going to say, as a sentence. */
export function sayingLine(kind: Repair['kind'], count: number): string {
  switch (kind) {
    case 'accept':
      return plural(
        count,
        l10n.t('The history will say that what the file says now is what was applied:'),
        l10n.t('The history will say that what the files say now is what was applied:'),
      );
    case 'applied':
      return l10n.t('The history will say that it is applied, all of it; nothing else changes:');
    case 'not-applied':
      return l10n.t(
        'The history will say that it is not applied, nothing of it; nothing else changes:',
      );
    case 'forget':
      return plural(
        count,
        l10n.t('The history will no longer say that it is applied; nothing is reverted:'),
        l10n.t('The history will no longer say that they are applied; nothing is reverted:'),
      );
    case 'baseline':
      return plural(
        count,
        l10n.t('The history will say that it is applied; nothing else changes:'),
        l10n.t('The history will say that these {0} are applied; nothing else changes:', count),
      );
  }
}

/** A row of the history before and after. @param verbose also every column of a row that is new */
export function changeLines(
  { version, before, after }: Amendment,
  description: string,
  style: Style,
  verbose: boolean,
): readonly string[] {
  const row = (sign: string): string =>
    `  ${sign} ${style.strong(version)}  ${printableLine(description)}`.trimEnd();
  if (isDeepStrictEqual(before, after)) {
    return [`${row('=')}  ${style.quiet(l10n.t('stays as it is recorded'))}`];
  }
  if (before === null) return [row('+'), ...(verbose ? columnLines('+', after ?? {}, style) : [])];
  if (after === null) return [row('-'), ...columnLines('-', before, style)];
  const isChanged = ([name]: readonly [string, unknown]): boolean =>
    !isDeepStrictEqual(before[name], after[name]);
  const changed = Object.keys(after).filter((name) => isChanged([name, null]));
  return [
    row('~'),
    ...changed.flatMap((name) => [
      ...columnLines('-', { [name]: before[name] }, style),
      ...columnLines('+', { [name]: after[name] }, style),
    ]),
  ];
}

function columnLines(sign: '-' | '+', columns: Columns, style: Style): readonly string[] {
  const paint = (text: string): string => (sign === '+' ? style.good(text) : style.bad(text));
  return Object.entries(columns).map(
    ([name, value]) => `      ${paint(`${sign} ${name} = ${valueText(value)}`)}`,
  );
}

function valueText(value: unknown): string {
  if (value === NOW) return l10n.t('(the time of the change)');
  if (value === null || value === undefined) return 'NULL';
  if (value instanceof Uint8Array) return Buffer.from(value).toString('hex');
  if (typeof value === 'bigint') return value.toString();
  return typeof value === 'string' ? printableLine(value) : JSON.stringify(value);
}

/** Who did it, when and why. */
export function logLine({
  by,
  at,
  reason,
}: {
  readonly by: string | null;
  readonly at: string;
  readonly reason: string | null;
}): string {
  const who = by === null ? l10n.t('At {0}', at) : l10n.t('By {0} at {1}', by, at);
  return printableLine(reason === null ? `${who}.` : l10n.t('{0}: {1}', who, reason));
}
