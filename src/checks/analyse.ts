import { draftDown } from '../drafts/down.ts';
import { grammarNames } from '../grammar/names.ts';
import type { GrammarReader } from '../grammar/reader.ts';
import { syntaxProblems } from '../grammar/syntax-problems.ts';
import { checkRules } from '../rules/check.ts';
import { checkWithTrees } from '../rules/check-with-trees.ts';
import { sqliteNames } from '../sql/sqlite-names.ts';
import type { Analysis, AnalysisRequest } from './analyst.ts';

/** What a script says by itself; on whose thread is the caller's to decide. */
export async function analyse(request: AnalysisRequest, reader: GrammarReader): Promise<Analysis> {
  const { script, version, engine, rules, draft } = request;
  if (engine === 'sqlite') {
    return {
      problems: rules ? checkRules(script, request) : [],
      names: sqliteNames(script.sql),
      draft: draft ? draftDown(script.sql, null, draft.schemas) : null,
    };
  }
  const parsed = await reader.read(script.sql);
  return {
    problems: [
      ...syntaxProblems(script, version, parsed),
      ...(rules ? checkWithTrees(script, { ...request, parsed }) : []),
    ],
    names: grammarNames(script.sql, parsed),
    draft: draft ? draftDown(script.sql, parsed, draft.schemas) : null,
  };
}
