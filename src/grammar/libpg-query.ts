import type { ParseResult } from '@pgsql/types';
import type { PgQuery } from 'libpg-query/wasm/libpg-query.js';
import { fromCodePoints } from '../sql/text.ts';
import { GrammarLost, type Grammar, type Parsed } from './grammar.ts';

const NUL = '\0';

/** Loads PostgreSQL 18's parser, compiled to WebAssembly: another one at every call. */
export async function loadGrammar(): Promise<Grammar> {
  const { default: load } = await import('libpg-query/wasm/libpg-query.js');
  const pgQuery = await load();
  return {
    parse: (statement) => {
      const nul = statement.indexOf(NUL);
      // To C it is the end of the text; these are the server's words.
      if (nul >= 0) return refused('invalid byte sequence for encoding "UTF8": 0x00', nul);
      try {
        return parse(statement, pgQuery);
      } catch (error) {
        // Out of stack or memory.
        throw new GrammarLost(statement, error);
      }
    },
  };
}

function parse(statement: string, pgQuery: PgQuery): Parsed {
  const size = pgQuery.lengthBytesUTF8(statement) + 1;
  const query = pgQuery._malloc(size);
  pgQuery.stringToUTF8(statement, query, size);
  const result = pgQuery._wasm_parse_query_raw(query);
  try {
    return read(result, statement, pgQuery);
  } finally {
    pgQuery._free(query);
    pgQuery._wasm_free_parse_result(result);
  }
}

/** `{ char *parse_tree; char *stderr; PgQueryError *error }`, and the latter's message and cursorpos. */
function read(result: number, statement: string, pgQuery: PgQuery): Parsed {
  const pointer = (address: number): number => pgQuery.getValue(address, 'i32');
  const error = pointer(result + 8);
  if (error !== 0) {
    // It counts code points from 1, as the server does.
    const position = fromCodePoints(statement, pointer(error + 16));
    return refused(pgQuery.UTF8ToString(pointer(error)), position);
  }
  const { stmts } = JSON.parse(pgQuery.UTF8ToString(pointer(result))) as ParseResult;
  const tree = stmts?.[0]?.stmt;
  return tree === undefined ? refused('no statement', statement.length) : { tree, error: null };
}

function refused(message: string, position: number): Parsed {
  return { tree: null, error: { message, position } };
}
