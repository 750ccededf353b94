import * as l10n from '@vscode/l10n';
import type { TreeRule } from '../rule.ts';
import { declaredColumns, typeNameOf } from './types.ts';

export const timestampWithoutZone: TreeRule = {
  id: 'timestamp-without-zone',
  level: 'info',
  check: (script) =>
    declaredColumns(script)
      .filter(({ column }) => typeNameOf(column.typeName) === 'timestamp')
      .map(({ range }) => ({
        range,
        message: l10n.t(
          'timestamp is what a clock on the wall shows, and forgets where: now() in it depends on the session. timestamptz is a point in time.',
        ),
      })),
};
