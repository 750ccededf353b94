import { SqlReader } from '../../sql/reader.ts';

/** GRANT for REVOKE, and the other way about; null: it is neither. */
export function reverseGrant(sql: string): string | null {
  const reader = new SqlReader(sql, { start: 0, end: sql.length }, 'postgres');
  if (!reader.skipTo('grant', 'revoke')) return null;
  const verb = reader.take();
  if (verb === null) return null;
  const isGrant = verb.text === 'grant';
  if (!isGrant && reader.is('grant', 'option')) return null;
  const begin = reader.rest.start;
  if (!reader.skipTo('on')) return null;
  reader.skipTo(isGrant ? 'to' : 'from');
  const to = reader.take();
  if (to === null) return null;
  const grantees = sql
    .slice(to.end)
    .replace(/\s+(?:WITH\s+GRANT\s+OPTION|CASCADE|RESTRICT)\s*$/i, '');
  const head = `${sql.slice(0, verb.start)}${isGrant ? 'REVOKE' : 'GRANT'} `;
  return `${head}${sql.slice(begin, to.start)}${isGrant ? 'FROM' : 'TO'}${grantees}`;
}
