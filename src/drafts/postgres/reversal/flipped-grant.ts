import { SqlReader } from '../../../sql/reader.ts';

/** GRANT for REVOKE, and the other way about; null: it is neither. */
export function flippedGrant(sql: string): string | null {
  const reader = new SqlReader(sql, { start: 0, end: sql.length }, 'postgres');
  if (!reader.skipTo('grant', 'revoke')) return null;
  const verb = reader.take();
  if (verb === null) return null;
  const isGrant = verb.text === 'grant';
  if (!isGrant && OPTIONS.some((word) => reader.is(word, 'option'))) return null;
  const begin = reader.rest.start;
  if (!reader.skipTo(isGrant ? 'to' : 'from')) return null;
  const to = reader.take();
  if (to === null) return null;
  const grantees = sql
    .slice(to.end)
    .replace(/\s+(?:WITH\s.*|GRANTED\s+BY\s.*|CASCADE|RESTRICT)\s*$/is, '');
  const head = `${sql.slice(0, verb.start)}${isGrant ? 'REVOKE' : 'GRANT'} `;
  return `${head}${sql.slice(begin, to.start)}${isGrant ? 'FROM' : 'TO'}${grantees}`;
}

const OPTIONS = ['grant', 'admin', 'inherit', 'set'];
