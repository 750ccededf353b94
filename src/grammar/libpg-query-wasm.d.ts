/**
 * What is inside libpg-query, as far as its own index.js uses it. That one holds a single instance,
 * and one that a statement has broken has to be thrown away.
 */
declare module 'libpg-query/wasm/libpg-query.js' {
  export interface PgQuery {
    lengthBytesUTF8(text: string): number;
    stringToUTF8(text: string, pointer: number, size: number): void;
    UTF8ToString(pointer: number): string;
    getValue(pointer: number, type: 'i32'): number;
    _malloc(size: number): number;
    _free(pointer: number): void;
    /** To a PgQueryParseResult: https://github.com/pganalyze/libpg_query/blob/17-latest/pg_query.h */
    _wasm_parse_query_raw(query: number): number;
    _wasm_free_parse_result(result: number): void;
  }

  /** Each call makes another instance, with memory of its own. */
  export default function load(): Promise<PgQuery>;
}
