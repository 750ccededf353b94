import * as l10n from '@vscode/l10n';
import type { Finding, Rule, RuleScript } from '../rule.ts';

/** The counterpart of PostgreSQL's. */
export const vacuumInTransaction: Rule = { id: 'needs-no-transaction', level: 'error', check };

function check({ script, engine, statements }: RuleScript): readonly Finding[] {
  if (engine !== 'sqlite' || !script.transactional) return [];
  return statements.flatMap((statement): readonly Finding[] =>
    statement.kind === 'other' && statement.verb === 'vacuum'
      ? [
          {
            range: statement.head,
            message: l10n.t(
              'SQLite refuses VACUUM in a transaction, and this migration is one. Put it into a migration without a transaction.',
            ),
          },
        ]
      : [],
  );
}
