import * as l10n from '@vscode/l10n';
import { FILE_HEADERS_ONLY, formatPatch, structuredPatch } from 'diff';
import { printable } from '../../core/printable.ts';
import type { MigrationStatus } from '../../core/state.ts';
import type { Style } from './style.ts';

/** How an edited file differs from what was applied. */
export interface TextDifference {
  /** Unified; null where what was applied cannot be shown. */
  readonly patch: string | null;
  /** Instead of it, as a sentence. */
  readonly note: string | null;
}

/** Null: there are no two texts to compare. */
export function differenceOf({
  migration,
  difference,
  edit,
}: MigrationStatus): TextDifference | null {
  if (migration === null) return null;
  const only = (note: string): TextDifference => ({ patch: null, note });
  switch (difference) {
    case 'line-endings':
      return only(l10n.t('Only the line endings differ.'));
    case 'byte-order-mark':
      return only(l10n.t('Only the byte order mark differs.'));
    case 'corrupt-record':
      return only(
        l10n.t('What was applied is not known: the recorded checksum has the wrong length.'),
      );
    case 'encoding':
      return only(l10n.t('Only the encoding differs.'));
    case 'comments':
    case 'content':
    case null:
      break;
  }
  const { path, sql } = migration.up;
  if (edit === undefined) {
    return only(
      l10n.t('What was applied is not known: neither Strata nor git has that text of {0}.', path),
    );
  }
  const patch = structuredPatch(
    ...[path, path, edit.applied, sql],
    ...[l10n.t('as it was applied'), l10n.t('as it is now')],
    { stripTrailingCr: true },
  );
  return { patch: formatPatch(patch, FILE_HEADERS_ONLY), note: null };
}

export function differenceLines({ patch, note }: TextDifference, style: Style): readonly string[] {
  if (note !== null) return [`      ${printable(note)}`];
  const lines = printable(patch ?? '')
    .trimEnd()
    .split('\n');
  return lines.map((line) => `      ${paintOf(line, style)}`.trimEnd());
}

function paintOf(line: string, style: Style): string {
  if (line.startsWith('+')) return style.good(line);
  return line.startsWith('-') ? style.bad(line) : line;
}
