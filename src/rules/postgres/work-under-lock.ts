import * as l10n from '@vscode/l10n';
import { isOneOf, type ObjectName } from '../../sql/reader.ts';
import type { Finding, TreeRule, TreeScript } from '../rule.ts';
import { exclusiveLocks } from './exclusive-locks.ts';

export const workUnderLock: TreeRule = { id: 'work-under-lock', level: 'warning', check };

function check(script: TreeScript): readonly Finding[] {
  if (!script.script.transactional) return [];
  const held: ObjectName[] = [];
  return exclusiveLocks(script).flatMap(({ form, tables }): readonly Finding[] => {
    const [other] = tables.filter((table) => !isOneOf(held, table));
    const before = held.map(({ name }) => name).join(', ');
    held.push(...tables);
    if (other === undefined || before === '') return [];
    return [
      {
        range: form.head,
        message: l10n.t(
          'While this waits for {0}, nobody can read or write {1}, which stays locked until the migration is done. Change one table in one migration.',
          ...[other.name, before],
        ),
      },
    ];
  });
}
