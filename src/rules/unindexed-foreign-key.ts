import * as l10n from '@vscode/l10n';
import type { TextRange } from '../core/problem.ts';
import { additionsOf, elementsOf, type TableElements } from '../sql/columns.ts';
import { isSameName, type ObjectName, type SqlName, type SqlReader } from '../sql/reader.ts';
import type { Statement, TableChange } from '../sql/statement.ts';
import { columnList, readIndex, type Key } from './indexes.ts';
import { insertionAfter } from './insertion.ts';
import { isTooLong, quoted } from './names.ts';
import { isTable, tableRename } from './rebuilds.ts';
import type { Finding, IndexedColumns, Rule, RuleScript } from './rule.ts';

export const unindexedForeignKey: Rule = { id: 'unindexed-foreign-key', level: 'warning', check };

interface ForeignKey extends Key {
  readonly range: TextRange;
  readonly statement: Statement;
}

interface Keys {
  readonly foreign: ForeignKey[];
  readonly indexed: Key[];
}

/** What a script adds to tables, by the names that they have at its end, less their schemas. */
type KeysByTable = Map<string, Keys>;

function check(script: RuleScript): readonly Finding[] {
  const { indexed: elsewhere = [] } = script;
  return [...keysOf(script).values()]
    .flatMap(({ foreign, indexed }) =>
      foreign.filter((key) => ![...indexed, ...elsewhere].some((index) => serves(index, key))),
    )
    .sort((a, b) => a.range.start - b.range.start)
    .map((key) => asFinding(key, script));
}

/** Its first columns are those of the foreign key, in whatever order. */
function serves(index: IndexedColumns, { table, columns }: ForeignKey): boolean {
  const first = new Set(index.columns.slice(0, columns.length).map(({ name }) => name));
  return isSameName(index.table, table) && columns.every(({ name }) => first.has(name));
}

function keysOf(script: RuleScript): KeysByTable {
  const { statements } = script;
  const keys: KeysByTable = new Map();
  for (const statement of statements) {
    if (isTable(statement) && statement.name !== null) {
      const elements = elementsOf(statement, script.read(statement));
      put(keysIn(elements, statement.name, statement, script), keys);
    } else if (statement.kind === 'create' && statement.object === 'index') {
      const index = readIndex(statement, script.read);
      if (index !== null) put({ foreign: [], indexed: [index] }, keys);
    } else if (statement.kind === 'alter-table') {
      const elements = additionsOf(statement, script.read(statement));
      put(keysIn(elements, statement.table, statement, script), keys);
      rename(statement, keys, script);
    } else if (statement.kind === 'drop' && statement.object === 'table') {
      for (const name of statement.names) takeOut(name, keys);
    }
  }
  return keys;
}

function put({ foreign, indexed }: Keys, keys: KeysByTable): void {
  for (const key of foreign) keysOn(key.table, keys).foreign.push(key);
  for (const key of indexed) keysOn(key.table, keys).indexed.push(key);
}

function keysOn({ name }: ObjectName, keys: KeysByTable): Keys {
  const known = keys.get(name) ?? { foreign: [], indexed: [] };
  keys.set(name, known);
  return known;
}

/** Those of a table, which are then no longer there. */
function takeOut(table: ObjectName, keys: KeysByTable): Keys {
  const known = keysOn(table, keys);
  const isOn = (key: Key): boolean => isSameName(key.table, table);
  keys.set(table.name, {
    foreign: known.foreign.filter((key) => !isOn(key)),
    indexed: known.indexed.filter((key) => !isOn(key)),
  });
  return { foreign: known.foreign.filter(isOn), indexed: known.indexed.filter(isOn) };
}

/** A table takes its keys with it. */
function rename(change: TableChange, keys: KeysByTable, script: RuleScript): void {
  const renamed = tableRename(change, script);
  if (renamed === null) return;
  const { foreign, indexed } = takeOut(renamed.from, keys);
  const table = renamed.to;
  put(
    {
      foreign: foreign.map((key) => ({ ...key, table })),
      indexed: indexed.map((key) => ({ ...key, table })),
    },
    keys,
  );
}

function keysIn(
  { columns, constraints }: TableElements,
  table: SqlName,
  statement: Statement,
  { read }: RuleScript,
): Keys {
  const foreign: ForeignKey[] = [];
  const indexed: Key[] = [];
  const add = (reader: SqlReader, own: readonly SqlName[]): void => {
    while (reader.skipTo('primary', 'unique', 'foreign', 'references')) {
      const { start } = reader.rest;
      if (reader.accept('foreign', 'key')) {
        const key = columnList(reader);
        const range = reader.readFrom(start);
        if (key !== null) foreign.push({ table, columns: key, statement, range });
      } else if (reader.accept('references')) {
        reader.name();
        const range = reader.readFrom(start);
        if (own.length > 0) foreign.push({ table, columns: own, statement, range });
      } else if (reader.accept('primary', 'key') || reader.accept('unique')) {
        if (reader.accept('nulls')) {
          reader.accept('not');
          reader.accept('distinct');
        }
        const key = columnList(reader) ?? own;
        if (key.length > 0) indexed.push({ table, columns: key });
      } else {
        reader.take();
      }
    }
  };
  for (const { name, definition } of columns) add(read(definition), [name]);
  for (const constraint of constraints) add(read(constraint), []);
  return { foreign, indexed };
}

function asFinding(key: ForeignKey, script: RuleScript): Finding {
  const { table, columns, range, statement } = key;
  const { sql } = script.script;
  const list = columns.map(({ start, end }) => sql.slice(start, end)).join(', ');
  return {
    range,
    message: l10n.t(
      'No index begins with {0}: whoever deletes or changes a row that it refers to reads all of {1}.',
      list,
      sql.slice(table.start, table.end),
    ),
    fix: {
      title: l10n.t('Create an index on {0}', list),
      edits: [insertionAfter(statement, `CREATE INDEX ${onColumns(key, list, script)};`, script)],
    },
  };
}

/** What follows `CREATE INDEX`. */
function onColumns(
  { table, columns }: Key,
  list: string,
  { script: { sql }, engine }: RuleScript,
): string {
  const name = ['idx', table.name, ...columns.map((column) => column.name)].join('_');
  const written = sql.slice(table.start, table.end);
  if (engine === 'postgres') {
    // Cut off, it could be another index's, and IF NOT EXISTS would meet that.
    return `${isTooLong(name, engine) ? '' : `IF NOT EXISTS ${quoted(name)} `}ON ${written} (${list})`;
  }
  // SQLite qualifies the index and not its table.
  return table.schema === null
    ? `IF NOT EXISTS ${quoted(name)} ON ${written} (${list})`
    : `IF NOT EXISTS ${quoted(table.schema)}.${quoted(name)} ON ${quoted(table.name)} (${list})`;
}
