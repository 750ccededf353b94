import * as l10n from '@vscode/l10n';
import type { TreeRule } from '../rule.ts';
import { declaredColumns, hasModifiers, typeNameOf } from './types.ts';

export const varcharColumn: TreeRule = {
  id: 'varchar-column',
  level: 'info',
  check: (script) =>
    declaredColumns(script)
      .filter(({ column: { typeName } }) => typeNameOf(typeName) === 'varchar')
      .filter(({ column: { typeName } }) => hasModifiers(typeName))
      .map(({ range }) => ({
        range,
        message: l10n.t(
          'A lower limit of varchar(n) writes the whole table anew, while nobody can use it. text with a CHECK on its length is as fast, and its limit can be changed either way.',
        ),
      })),
};
