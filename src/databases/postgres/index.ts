import * as l10n from '@vscode/l10n';
import { StrataError } from '../../core/errors.ts';
import type { Database } from '../database.ts';
import { PostgresConnection } from './connection.ts';

/** PostgreSQL by `pg`, which is loaded with the first connection. */
export const postgres: Database = {
  async connect(target, options) {
    if (target.engine !== 'postgres') {
      throw new StrataError('usage', l10n.t('{0} is not a PostgreSQL address.', target.display));
    }
    return PostgresConnection.open(target, options);
  },
  headStart: () => null,
};
