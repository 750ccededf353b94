import * as l10n from '@vscode/l10n';
import { isSameName, type ObjectName, type SqlName } from '../sql/reader.ts';
import type { Drop, Statement, TableChange } from '../sql/statement.ts';
import { newTables } from './new-tables.ts';
import { rebuiltTables } from './rebuilds.ts';
import type { Finding, Rule, RuleScript } from './rule.ts';

export const dataLoss: Rule = { id: 'data-loss', level: 'warning', check };

/** Whether the script itself brought it about, so that nothing of value is in it. */
type IsOwn = (object: string, name: ObjectName, at: number) => boolean;

function check(script: RuleScript): readonly Finding[] {
  if (script.direction === 'down') return [];
  const isOwn = ownObjects(script);
  return script.statements.flatMap((statement): readonly Finding[] => {
    switch (statement.kind) {
      case 'drop':
        return lossByDrop(statement, script, isOwn);
      case 'alter-table':
        return isOwn('table', statement.table, statement.start)
          ? []
          : droppedColumns(statement, script);
      case 'other':
        return lossByVerb(statement, script, isOwn);
      default:
        return [];
    }
  });
}

function ownObjects(script: RuleScript): IsOwn {
  const isNew = newTables(script);
  const rebuilt = rebuiltTables(script);
  const others = script.statements.filter(
    (each) => each.kind === 'create' && each.object !== 'table' && each.object !== 'index',
  );
  return (object, name, at) =>
    (object === 'table' && rebuilt.has(name)) ||
    isNew(name, at) ||
    others.some(
      (each) =>
        each.kind === 'create' &&
        each.object === object &&
        each.start < at &&
        each.name !== null &&
        isSameName(each.name, name),
    );
}

/** Others can be made anew from their definitions. */
const HOLDS_DATA = ['table', 'materialized view', 'sequence', 'schema', 'database'];

function lossByDrop(drop: Drop, { script: { sql } }: RuleScript, isOwn: IsOwn): readonly Finding[] {
  const { object, start, head } = drop;
  if (!HOLDS_DATA.includes(object)) return [];
  const lost = drop.names.filter((name) => !isOwn(object, name, start));
  const last = lost.at(-1);
  if (last === undefined) return [];
  const range = { start, end: Math.max(head.end, last.end) };
  return [{ range, message: goes(object, written(lost, sql)) }];
}

function goes(object: string, names: string): string {
  switch (object) {
    case 'table':
      return l10n.t(
        'The rows of {0} are lost, and the application that is running may still read them. First let nothing use the table, and keep a copy.',
        names,
      );
    case 'materialized view':
      return l10n.t(
        'What {0} holds is lost, and takes its time to be computed again. See that nothing reads it.',
        names,
      );
    case 'sequence':
      return l10n.t(
        'How far {0} has counted is lost. See that nothing takes numbers from it.',
        names,
      );
    default:
      return l10n.t('Everything in {0} is lost, with all its rows. Keep a copy.', names);
  }
}

function droppedColumns(
  change: TableChange,
  { read, script: { sql } }: RuleScript,
): readonly Finding[] {
  return change.actions.flatMap((action): readonly Finding[] => {
    const reader = read(action);
    if (!reader.accept('drop') || reader.is('constraint')) return [];
    reader.accept('column');
    reader.accept('if', 'exists');
    const column = reader.name();
    if (column === null) return [];
    return [
      {
        range: { start: action.start, end: column.end },
        message: l10n.t(
          'What {0} holds in each row of {1} is lost, and the application that is running may still use it. First let nothing use the column, and keep a copy.',
          ...[column, change.table].map((name) => written([name], sql)),
        ),
      },
    ];
  });
}

/** `TRUNCATE` and `DROP OWNED`, which name tables and roles. */
function lossByVerb(
  statement: Statement,
  { read, script: { sql } }: RuleScript,
  isOwn: IsOwn,
): readonly Finding[] {
  const reader = read(statement);
  if (reader.accept('drop', 'owned')) {
    return [
      { range: statement, message: l10n.t('All that these roles own is dropped, whatever it is.') },
    ];
  }
  if (!reader.accept('truncate')) return [];
  reader.accept('table');
  const names: SqlName[] = [];
  do {
    reader.accept('only');
    const name = reader.name();
    if (name !== null) names.push(name);
    reader.accept('*');
  } while (reader.accept(','));
  const lost = names.filter((name) => !isOwn('table', name, statement.start));
  const last = lost.at(-1);
  if (last === undefined) return [];
  return [
    {
      range: { start: statement.start, end: last.end },
      message: l10n.t('All rows of {0} are lost. Keep a copy.', written(lost, sql)),
    },
  ];
}

function written(names: readonly SqlName[], sql: string): string {
  return names.map(({ start, end }) => sql.slice(start, end)).join(', ');
}
