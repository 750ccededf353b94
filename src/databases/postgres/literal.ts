import * as l10n from '@vscode/l10n';
import { StrataError } from '../../core/errors.ts';
import type { SqlValue, Statement } from '../../core/statement.ts';
import { tokenAt } from '../../sql/lexer.ts';

/** A string as SQL, whatever standard_conforming_strings says. */
export function quoteLiteral(text: string): string {
  const quoted = `'${text.replaceAll("'", "''")}'`;
  return text.includes('\\') ? ` E${quoted.replaceAll('\\', '\\\\')}` : quoted;
}

/**
 * A statement of ours with its values in it, to be sent together with others in one message.
 *
 * @throws StrataError `failed` for a text with a NUL
 */
export function inline({ sql, values }: Statement): string {
  return withParameters(sql, (number) => literal(values[number - 1] ?? null));
}

/** SQL whose parameters stand behind so many others. */
export function renumbered(sql: string, others: number): string {
  return others === 0 ? sql : withParameters(sql, (number) => `$${number + others}`);
}

/** @param write a parameter, by its number */
function withParameters(sql: string, write: (number: number) => string): string {
  let text = '';
  for (let at = 0; at < sql.length;) {
    const { kind, end } = tokenAt(sql, at, 'postgres');
    const next = tokenAt(sql, end, 'postgres');
    const isParameter = kind === 'symbol' && sql.charAt(at) === '$' && next.kind === 'number';
    text += isParameter ? write(Number(sql.slice(next.start, next.end))) : sql.slice(at, end);
    at = isParameter ? next.end : end;
  }
  return text;
}

/** @throws StrataError `failed` for a text with a NUL */
export function literal(value: SqlValue): string {
  if (value === null) return 'NULL';
  if (typeof value === 'string') {
    assertNoNul(value);
    return quoteLiteral(value);
  }
  if (value instanceof Uint8Array)
    return `${quoteLiteral(`\\x${Buffer.from(value).toString('hex')}`)}::bytea`;
  // A sign would be an operator's beginning.
  return `(${value})`;
}

/** The message would end there. */
function assertNoNul(value: string): void {
  if (!value.includes('\0')) return;
  throw new StrataError(
    'failed',
    l10n.t('PostgreSQL keeps no text with a NUL character: {0}', value.replaceAll('\0', '\u2400')),
  );
}
