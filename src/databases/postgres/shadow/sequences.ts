import type { Client } from 'pg';
import { quoteTable } from '../../../core/statement.ts';

/** What a rollback does not bring back: how far each sequence has come, by its name as SQL. */
export type SequenceValues = ReadonlyMap<string, SequenceValue>;

interface SequenceValue {
  readonly last: bigint;
  readonly isCalled: boolean;
}

/** As many are read by one statement, which locks each. */
const AT_ONCE = 500;

export async function readSequences(client: Client): Promise<SequenceValues> {
  const { rows: names } = await client.query<{ schema: string; name: string }>(
    `SELECT n.nspname AS schema, c.relname AS name
      FROM pg_catalog.pg_class c JOIN pg_catalog.pg_namespace n ON n.oid = c.relnamespace
      WHERE c.relkind = 'S' AND c.relpersistence <> 't'`,
  );
  const values = new Map<string, SequenceValue>();
  for (let at = 0; at < names.length; at += AT_ONCE) {
    const some = names.slice(at, at + AT_ONCE).map(quoteTable);
    const { rows } = await client.query<SequenceValue & { at: bigint }>(
      some
        .map(
          (name, index) =>
            `SELECT ${index} AS at, last_value AS last, is_called AS "isCalled" FROM ${name}`,
        )
        .join(' UNION ALL '),
    );
    for (const { at: index, last, isCalled } of rows) {
      values.set(some[Number(index)] ?? '', { last, isCalled });
    }
  }
  return values;
}

export async function restoreSequences(client: Client, before: SequenceValues): Promise<void> {
  for (const [name, now] of await readSequences(client)) {
    const then = before.get(name);
    if (then === undefined || (then.last === now.last && then.isCalled === now.isCalled)) continue;
    await client.query('SELECT pg_catalog.setval($1::regclass, $2, $3)', [
      ...[name, then.last, then.isCalled],
    ]);
  }
}

/** What draws from a sequence has one of these words somewhere, be it in a text that it runs. */
const DRAWS = /\b(?:insert|merge|copy|select|values|do|call|update|execute|nextval|setval)\b/i;

export function mayDraw(sql: string): boolean {
  return DRAWS.test(sql);
}
