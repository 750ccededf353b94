import * as l10n from '@vscode/l10n';
import type { Creation } from '../../sql/statement.ts';
import { NameSet } from '../name-set.ts';
import type { Finding, Rule, RuleFix, RuleScript } from '../rule.ts';

export const hiddenInvalidIndex: Rule = { id: 'hidden-invalid-index', level: 'warning', check };

function check(script: RuleScript): readonly Finding[] {
  const { statements, script: text } = script;
  const dropped = new NameSet();
  return statements.flatMap((statement): readonly Finding[] => {
    if (statement.kind === 'drop') for (const each of statement.names) dropped.add(each);
    if (statement.kind !== 'create' || statement.object !== 'index') return [];
    const { modifiers, ifNotExists, name, head } = statement;
    if (!modifiers.has('concurrently') || !ifNotExists || name === null) return [];
    if (dropped.has(name)) return [];
    return [
      {
        range: head,
        message: l10n.t(
          'If this fails, an index that is not valid stays behind, and IF NOT EXISTS then takes it for {0}: no query uses it, and nobody is told. Leave the words out, so that the next attempt says what is there.',
          text.sql.slice(name.start, name.end),
        ),
        fix: withoutWords(statement, script),
      },
    ];
  });
}

function withoutWords({ head, nameStart }: Creation, { read }: RuleScript): RuleFix {
  const reader = read({ start: head.start, end: nameStart });
  reader.skipTo('if');
  return {
    title: l10n.t('Remove IF NOT EXISTS'),
    edits: [{ start: reader.rest.start, end: nameStart, text: '' }],
  };
}
