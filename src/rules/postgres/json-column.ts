import * as l10n from '@vscode/l10n';
import type { TreeRule } from '../rule.ts';
import { declaredColumns, typeNameOf } from './types.ts';

export const jsonColumn: TreeRule = {
  id: 'json-column',
  level: 'info',
  check: (script) =>
    declaredColumns(script)
      .filter(({ column }) => typeNameOf(column.typeName) === 'json')
      .map(({ range }) => ({
        range,
        message: l10n.t(
          'json is text that is read anew each time: it has no equality, so that DISTINCT and UNION fail, and no useful index. jsonb has both.',
        ),
        fix: { title: l10n.t('Change it to jsonb'), edits: [{ ...range, text: 'jsonb' }] },
      })),
};
