import type { Convention } from '../../conventions/convention.ts';
import type { Migration } from '../../core/migration.ts';
import type { MigrationStatus } from '../../core/state.ts';
import { formOf, inForm, type LineEnding, type TextForm } from './text-form.ts';

const ENDINGS: readonly LineEnding[] = ['LF', 'CRLF'];

/** The form in which the up script is what was applied; null when more than form was changed. */
export function recordedForm(
  { migration, row }: MigrationStatus,
  convention: Convention,
): TextForm | null {
  if (migration === null || row === null) return null;
  const { byteOrderMark } = formOf(migration.up.sql);
  const forms: readonly TextForm[] = [
    { lineEnding: null, byteOrderMark: !byteOrderMark },
    ...ENDINGS.map((lineEnding) => ({ lineEnding, byteOrderMark })),
    ...ENDINGS.map((lineEnding) => ({ lineEnding, byteOrderMark: !byteOrderMark })),
  ];
  const found = forms.find(
    (form) => convention.difference(withUp(migration, form, convention), row) === null,
  );
  return found ?? null;
}

/** The migration as it would be with its up script saved in another form. */
function withUp(migration: Migration, form: TextForm, convention: Convention): Migration {
  const sql = inForm(migration.up.sql, form);
  return { ...migration, up: { ...migration.up, sql }, checksum: convention.checksum(sql) };
}
