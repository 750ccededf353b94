/**
 * What a bound value or a column may hold on both engines. Whole numbers are always BigInt, since
 * versions, lock keys and nanoseconds exceed 2^53.
 */
export type SqlValue = string | bigint | number | boolean | Uint8Array | null;

/** One SQL statement; its parameters are `$1`, `$2`, … in order, on both engines. */
export interface Statement {
  readonly sql: string;
  readonly values: readonly SqlValue[];
}

/** A row as a driver returns it: integers as BigInt, binary as Uint8Array, times as text. */
export type Row = Readonly<Record<string, unknown>>;

/** A table's name, with its schema where the configuration gives one. */
export interface TableName {
  readonly schema: string | null;
  readonly name: string;
}

export function quoteIdentifier(name: string): string {
  return `"${name.replaceAll('"', '""')}"`;
}

export function quoteTable(table: TableName): string {
  return table.schema === null
    ? quoteIdentifier(table.name)
    : `${quoteIdentifier(table.schema)}.${quoteIdentifier(table.name)}`;
}
