import * as l10n from '@vscode/l10n';
import { apart } from '../apart.ts';
import type { Finding, TreeRule, TreeScript } from '../rule.ts';
import { refusedInTransaction } from './no-transaction.ts';

export const needsNoTransaction: TreeRule = {
  id: 'needs-no-transaction',
  level: 'error',
  check,
};

function check(script: TreeScript): readonly Finding[] {
  if (!script.script.transactional) return [];
  const refused = refusedInTransaction(script);
  const forms = new Set(refused.map(({ form }) => form));
  const fix = refused.length === 0 ? null : apart((statement) => forms.has(statement), script);
  return refused.map(({ form, what }) => ({
    range: form.kind === 'create' || form.kind === 'drop' ? form.head : form,
    message: l10n.t(
      'PostgreSQL refuses {0} in a transaction, and this migration is one. Put it into a migration without a transaction.',
      what,
    ),
    ...(fix && { fix }),
  }));
}
