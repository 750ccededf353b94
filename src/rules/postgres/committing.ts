import { allOf, as, strings } from '../../grammar/tree.ts';
import { SqlReader } from '../../sql/reader.ts';
import type { TreeScript } from '../rule.ts';
import { statementsIn } from './statements.ts';

/** The procedures of a script that end the transaction they are called in. */
export function committingProcedures(script: TreeScript): ReadonlySet<string> {
  return new Set(
    statementsIn(script, 'CreateFunctionStmt').flatMap(({ node }) => {
      const body = allOf(node.options, 'DefElem').find(({ defname }) => defname === 'as')?.arg;
      const [text = ''] = strings(as(body, 'List')?.items);
      const name = strings(node.funcname).at(-1);
      return node.is_procedure && name !== undefined && endsTransaction(text) ? [name] : [];
    }),
  );
}

/** `COMMIT` or `ROLLBACK` as a statement of PL/pgSQL. */
export function endsTransaction(body: string): boolean {
  const reader = new SqlReader(body, { start: 0, end: body.length }, 'postgres');
  for (let token = reader.take(); token !== null; token = reader.take()) {
    const isEnding = token.text === 'commit' || token.text === 'rollback';
    if (isEnding && (reader.is(';') || reader.is('and'))) return true;
  }
  return false;
}
