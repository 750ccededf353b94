import * as l10n from '@vscode/l10n';
import type { TreeRule } from '../rule.ts';
import { declaredColumns, typeNameOf } from './types.ts';

export const charColumn: TreeRule = {
  id: 'char-column',
  level: 'info',
  check: (script) =>
    declaredColumns(script)
      .filter(({ column }) => typeNameOf(column.typeName) === 'bpchar')
      .map(({ range }) => ({
        range,
        message: l10n.t(
          'char(n) is filled up with blanks, which come and go in comparisons, and is neither smaller nor faster. text keeps what it is given; a CHECK keeps its length.',
        ),
      })),
};
