import { loadGrammar } from '../grammar/libpg-query.ts';
import { GrammarReader } from '../grammar/reader.ts';
import { checkWithTrees } from '../rules/check-with-trees.ts';
import type { ScriptAnalyst } from './script-analyst.ts';

const reader = new GrammarReader(loadGrammar);

/** On the thread of who asks. */
export const ownAnalyst: ScriptAnalyst = {
  analyse: async ({ script, ...judged }) => {
    const parsed = await reader.read(script.sql);
    return { problems: checkWithTrees(script, { ...judged, parsed }) };
  },
};
