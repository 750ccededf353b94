import * as l10n from '@vscode/l10n';
import { NameSet } from '../name-set.ts';
import type { Finding, TreeRule, TreeScript } from '../rule.ts';
import { exclusiveLocks } from './exclusive-locks.ts';

export const workUnderLock: TreeRule = { id: 'work-under-lock', level: 'warning', check };

function check(script: TreeScript): readonly Finding[] {
  if (!script.script.transactional) return [];
  const held = new NameSet();
  const names = new Set<string>();
  return exclusiveLocks(script).flatMap(({ form, tables }): readonly Finding[] => {
    const [other] = tables.filter((table) => !held.has(table));
    const before = listed(names);
    for (const table of tables) {
      held.add(table);
      names.add(table.name);
    }
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

/** As many names tell enough. */
const MOST_NAMES = 5;

function listed(names: ReadonlySet<string>): string {
  const some = [...names].slice(0, MOST_NAMES).join(', ');
  return names.size > MOST_NAMES ? `${some}, …` : some;
}
