import * as l10n from '@vscode/l10n';
import type { AlterTableType, RangeVar } from '@pgsql/types';
import { allOf, as } from '../../grammar/tree.ts';
import type { Finding, TreeRule, TreeScript } from '../rule.ts';
import { liveAlterations, liveTables, tableIn } from './live-tables.ts';
import { lockTimeoutFrom } from './lock-timeout.ts';
import { nameOf, treesIn, type TreeStatement } from './statements.ts';

export const heavyLock: TreeRule = { id: 'heavy-lock', level: 'warning', check };

function check(script: TreeScript): readonly Finding[] {
  const isLive = liveTables(script);
  const limitedFrom = lockTimeoutFrom(script);
  const byStatement = treesIn(script).flatMap((statement): readonly Finding[] => {
    const { form } = statement;
    const found = lockOf(statement, limitedFrom < form.start);
    if (found === null || script.direction === 'down') return [];
    const { tables, say } = found;
    const live = tables.filter((table) => isLive(nameOf(table), form.start));
    if (tables.length > 0 && live.length === 0) return [];
    const names = live.map(({ relname }) => relname ?? '').join(', ');
    return [{ range: form.kind === 'create' ? form.head : form, message: say(names) }];
  });
  const byAction = liveAlterations(script).flatMap((action): readonly Finding[] => {
    const { subtype } = action.command;
    if (subtype === undefined || !COPYING.has(subtype)) return [];
    return [{ range: action.range, message: copied(tableIn(action, script)) }];
  });
  return [...byStatement, ...byAction];
}

interface HeavyLock {
  /** Empty: all of them. */
  readonly tables: readonly RangeVar[];
  /** What it means for these tables, in words. */
  readonly say: (tables: string) => string;
}

/** `isLimited`: it does not wait for it for ever. */
function lockOf({ tree }: TreeStatement, isLimited: boolean): HeavyLock | null {
  const trigger = as(tree, 'CreateTrigStmt');
  if (trigger?.relation !== undefined) {
    return isLimited ? null : { tables: [trigger.relation], say: triggered };
  }
  const lock = as(tree, 'LockStmt');
  if (lock !== null) {
    const { mode = 0 } = lock;
    const say = mode >= ACCESS_EXCLUSIVE ? locked : closed;
    return mode < SHARE ? null : { tables: allOf(lock.relations, 'RangeVar'), say };
  }
  const cluster = as(tree, 'ClusterStmt');
  if (cluster !== null) return { tables: cluster.relation ? [cluster.relation] : [], say: copied };
  const vacuum = as(tree, 'VacuumStmt');
  const isFull = allOf(vacuum?.options, 'DefElem').some(({ defname }) => defname === 'full');
  if (!isFull) return null;
  const tables = allOf(vacuum?.rels, 'VacuumRelation').flatMap(({ relation }) => relation ?? []);
  return { tables, say: copied };
}

/** As the parser counts them: src/include/storage/lockdefs.h. */
const SHARE = 5;
const ACCESS_EXCLUSIVE = 8;

/** https://www.postgresql.org/docs/current/sql-altertable.html */
const COPYING: ReadonlySet<AlterTableType> = new Set([
  ...(['AT_SetLogged', 'AT_SetUnLogged', 'AT_SetTableSpace', 'AT_SetAccessMethod'] as const),
  'AT_SetExpression' as const,
]);

function triggered(table: string): string {
  return l10n.t(
    'This waits for every transaction that has written to {0}, and nobody else can write meanwhile. Set a lock_timeout, or apply it when little is written.',
    table,
  );
}

function locked(tables: string): string {
  return l10n.t(
    'From here until the migration is done, nobody else can read or write {0}. Lock as late and as weakly as will do.',
    tables,
  );
}

function closed(tables: string): string {
  return l10n.t(
    'From here until the migration is done, nobody else can write to {0}. Lock as late and as weakly as will do.',
    tables,
  );
}

function copied(tables: string): string {
  return tables === ''
    ? l10n.t('Every table is written anew, and until then nobody can read or write it.')
    : l10n.t(
        'All of {0} is written anew with its indexes, and until then nobody can read or write it. Apply it when nobody needs it.',
        tables,
      );
}
