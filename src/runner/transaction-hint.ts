import * as l10n from '@vscode/l10n';
import type { Convention } from '../conventions/convention.ts';
import type { Script } from '../core/migration.ts';
import type { ScriptFailure } from '../databases/database.ts';

/** SQLSTATE `active_sql_transaction`: such as CREATE INDEX CONCURRENTLY cannot run inside one. */
const REFUSED = '25001';

/** What to do where a database refuses a statement in a transaction; null: it has failed otherwise. */
export function transactionHint(
  { code, message }: Pick<ScriptFailure, 'code' | 'message'>,
  { transactional }: Script,
  { noTransaction, title }: Pick<Convention, 'noTransaction' | 'title'>,
): string | null {
  const isRefused = code === REFUSED || message.endsWith(' from within a transaction');
  if (!transactional || !isRefused) return null;
  return noTransaction === null
    ? l10n.t(
        'Each migration of {0} is one transaction. Take the statement out of the file, and carry it out by hand.',
        title,
      )
    : l10n.t('Give it a migration of its own, whose first line is: {0}', noTransaction);
}
