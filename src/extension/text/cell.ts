import { Buffer } from 'node:buffer';
import * as l10n from '@vscode/l10n';
import { NOW } from '../../core/amendment.ts';
import { printable } from '../../core/printable.ts';

/** A value of the history on one line: bytes as hex, line breaks as signs. */
export function cell(value: unknown): string {
  if (value === null || value === undefined) return 'NULL';
  if (value === NOW) return l10n.t('(the time of the change)');
  if (value instanceof Uint8Array) return Buffer.from(value).toString('hex');
  return printable(
    printed(value)
      .replaceAll(/\r\n|[\n\r\u2028\u2029]/g, '⏎')
      .replaceAll('\t', '⇥'),
  );
}

function printed(value: unknown): string {
  if (typeof value === 'string') return value;
  return typeof value === 'bigint' ? value.toString() : JSON.stringify(value);
}
