import * as l10n from '@vscode/l10n';
import type { Finding, Rule, RuleScript } from '../rule.ts';

export const attachedDatabase: Rule = { id: 'attached-database', level: 'warning', check };

function check({ engine, statements }: RuleScript): readonly Finding[] {
  if (engine !== 'sqlite') return [];
  return statements.flatMap((statement): readonly Finding[] => {
    if (statement.kind !== 'other' || statement.verb !== 'attach') return [];
    const { start, end } = statement;
    return [
      {
        range: { start, end },
        message: l10n.t(
          'The other file is found by its path on this machine, or made there if it is missing; no backup has it, and after a crash it may have changes that this database has not. Let the migration change one database.',
        ),
      },
    ];
  });
}
