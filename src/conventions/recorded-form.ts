import { Buffer } from 'node:buffer';
import type { HistoryRow, Migration } from '../core/migration.ts';
import type { MigrationStatus } from '../core/state.ts';
import type { Convention } from './convention.ts';
import { formOf, inForm, type LineEnding, type TextForm } from './text-form.ts';

const ENDINGS: readonly LineEnding[] = ['LF', 'CRLF'];

/** The form in which the up script is what was applied; null when more than form was changed. */
export function recordedForm(
  { migration, row }: Pick<MigrationStatus, 'migration' | 'row'>,
  convention: Convention,
): TextForm | null {
  if (migration === null || row === null) return null;
  const { byteOrderMark } = formOf(migration.up.sql);
  const forms: readonly TextForm[] = [
    { lineEnding: null, byteOrderMark: !byteOrderMark },
    ...ENDINGS.map((lineEnding) => ({ lineEnding, byteOrderMark })),
    ...ENDINGS.map((lineEnding) => ({ lineEnding, byteOrderMark: !byteOrderMark })),
  ];
  const isRecorded = (form: TextForm): boolean =>
    convention.isRecorded(withUp(migration, inForm(migration.up.sql, form), convention), row);
  return forms.find(isRecorded) ?? null;
}

/**
 * A text of a migration's up script exactly as it was recorded, be that in another form; null when
 * more than form differs.
 */
export function recordedText(
  migration: Migration,
  row: HistoryRow,
  sql: string,
  convention: Convention,
): string | null {
  const other = withUp(migration, sql, convention);
  if (convention.isRecorded(other, row)) return sql;
  const form = recordedForm({ migration: other, row }, convention);
  return form && inForm(sql, form);
}

/** The migration as it would be with another text of its up script. */
export function withUp(migration: Migration, sql: string, convention: Convention): Migration {
  const { up, version, description } = migration;
  // Whether it runs in a transaction some tools tell by the text itself.
  const read = (): boolean => {
    const candidate = { version, description, up: up.path, down: null, metadata: null };
    const contents = new Map([[up.path, Buffer.from(sql)]]);
    return convention.load(candidate, contents).migration.up.transactional;
  };
  const transactional = up.marker === null ? read() : up.transactional;
  return { ...migration, up: { ...up, sql, transactional }, checksum: convention.checksum(sql) };
}
