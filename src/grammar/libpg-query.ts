import { fromCodePoints } from '../sql/text.ts';
import type { Grammar, Parsed } from './grammar.ts';

/** Loads PostgreSQL 18's parser, compiled to WebAssembly. */
export async function loadGrammar(): Promise<Grammar> {
  const { loadModule, parseSync, hasSqlDetails } = await import('libpg-query');
  await loadModule();
  return {
    parse: (statement): Parsed => {
      try {
        const tree = parseSync(statement).stmts?.[0]?.stmt;
        return tree === undefined ? nothing(statement) : { tree, error: null };
      } catch (error) {
        if (!hasSqlDetails(error)) throw error;
        const { message, cursorPosition } = error.sqlDetails ?? { message: '', cursorPosition: 0 };
        // It counts code points from 0, and the server from 1.
        return {
          tree: null,
          error: { message, position: fromCodePoints(statement, cursorPosition + 1) },
        };
      }
    },
  };
}

function nothing(statement: string): Parsed {
  return { tree: null, error: { message: 'no statement', position: statement.length } };
}
