import * as l10n from '@vscode/l10n';
import type { Statement } from '../../sql/statement.ts';
import { apart } from '../apart.ts';
import type { Finding, Rule, RuleScript } from '../rule.ts';

/** The counterpart of PostgreSQL's. */
export const vacuumInTransaction: Rule = { id: 'needs-no-transaction', level: 'error', check };

function check(script: RuleScript): readonly Finding[] {
  if (script.engine !== 'sqlite' || !script.script.transactional) return [];
  const vacuums = script.statements.filter(isVacuum);
  const fix = vacuums.length === 0 ? null : apart(isVacuum, script);
  return vacuums.map(({ head }) => ({
    range: head,
    message: l10n.t(
      'SQLite refuses VACUUM in a transaction, and this migration is one. Put it into a migration without a transaction.',
    ),
    ...(fix && { fix }),
  }));
}

function isVacuum(statement: Statement): boolean {
  return statement.kind === 'other' && statement.verb === 'vacuum';
}
