import * as l10n from '@vscode/l10n';
import { insertion, lineBreakOf } from '../insertion.ts';
import type { Finding, TreeRule, TreeScript } from '../rule.ts';
import { exclusiveLocks } from './exclusive-locks.ts';
import { lockTimeoutFrom } from './lock-timeout.ts';

/** Off: Strata sets one itself for a script in a transaction. */
export const missingLockTimeout: TreeRule = { id: 'missing-lock-timeout', level: 'off', check };

function check(script: TreeScript): readonly Finding[] {
  const [first] = exclusiveLocks(script);
  if (first === undefined || lockTimeoutFrom(script) < first.form.start) return [];
  const { sql, transactional } = script.script;
  const { form, tables } = first;
  const statement = `SET ${transactional ? 'LOCAL ' : ''}lock_timeout = '5s';`;
  return [
    {
      range: form.head,
      message: l10n.t(
        'This waits for whoever uses {0}, for as long as that takes, and everybody else waits behind it. Set a lock_timeout before.',
        tables.map(({ name }) => name).join(', '),
      ),
      fix: {
        title: l10n.t('Set a lock_timeout of 5 seconds'),
        edits: [insertion(form.start, `${statement}${lineBreakOf(sql)}`)],
      },
    },
  ];
}
