import type { Engine } from '../core/engine.ts';
import type { TextRange } from '../core/problem.ts';
import { SqlReader, type SqlName } from './reader.ts';
import type { Fragment } from './split.ts';

/** What can be told of a statement by its outer form alone, without a grammar. */
export type Statement = Creation | Drop | TableChange | DataChange | OtherStatement;

interface Form extends TextRange {
  /** From the first word to the name that it is about. */
  readonly head: TextRange;
}

/** `CREATE …`, of an object that the engine knows. */
export interface Creation extends Form {
  readonly kind: 'create';
  /** In lower case, such as `materialized view`. */
  readonly object: string;
  /** Before and after the object's words: `temporary`, `unique`, `or replace`, `concurrently`, … */
  readonly modifiers: ReadonlySet<string>;
  readonly ifNotExists: boolean;
  /** Null: it has none, or none that is a plain name. */
  readonly name: SqlName | null;
  /** Where the name is, or would be. */
  readonly nameStart: number;
  readonly rest: TextRange;
}

/** `DROP …`, of an object that the engine knows. */
export interface Drop extends Form {
  readonly kind: 'drop';
  readonly object: string;
  readonly ifExists: boolean;
  readonly names: readonly SqlName[];
  readonly nameStart: number;
}

/** `ALTER TABLE …`. */
export interface TableChange extends Form {
  readonly kind: 'alter-table';
  readonly table: SqlName;
  /** What is between its commas. */
  readonly actions: readonly TextRange[];
}

/** `INSERT`, `UPDATE`, `DELETE`, `MERGE`. */
export interface DataChange extends Form {
  readonly kind: 'insert' | 'update' | 'delete' | 'merge';
  readonly table: SqlName;
  /** As many as an `INSERT` spells out; null: as many as a query finds. */
  readonly rows: number | null;
}

export interface OtherStatement extends Form {
  readonly kind: 'other';
  /** The first word. */
  readonly verb: string;
}

/** Reads the outer form of a statement as `fragments` found it. */
export function readStatement(sql: string, fragment: Fragment, engine: Engine): Statement {
  const reader = new SqlReader(sql, fragment, engine);
  return readForm(reader, fragment) ?? readOther(reader.within(fragment), fragment);
}

function readForm(reader: SqlReader, fragment: Fragment): Statement | null {
  switch (fragment.words[0]) {
    case 'create':
      return readCreation(reader, fragment);
    case 'drop':
      return readDrop(reader, fragment);
    case 'alter':
      return readTableChange(reader, fragment);
    default:
      return readDataChange(reader, fragment);
  }
}

function readOther(reader: SqlReader, { start, end }: TextRange): OtherStatement {
  const verb = reader.take()?.text ?? '';
  return { kind: 'other', verb, head: reader.readFrom(start), start, end };
}

/** Of up to three words; what SQLite knows is the first four. */
const OBJECTS: Readonly<Record<Engine, ReadonlySet<string>>> = {
  sqlite: new Set(['table', 'index', 'view', 'trigger']),
  postgres: new Set([
    ...['table', 'index', 'view', 'trigger', 'materialized view', 'foreign table', 'sequence'],
    ...['schema', 'extension', 'collation', 'statistics', 'server', 'user mapping', 'type'],
    ...['domain', 'function', 'procedure', 'routine', 'aggregate', 'rule', 'policy', 'role'],
    ...['user', 'group', 'database', 'tablespace', 'conversion', 'foreign data wrapper'],
    ...['text search configuration', 'text search dictionary', 'text search parser'],
    ...['text search template', 'event trigger', 'access method', 'operator', 'operator class'],
    ...['operator family', 'publication', 'subscription', 'cast', 'transform', 'language'],
  ]),
};

const MODIFIERS = new Set([
  ...['global', 'local', 'temp', 'temporary', 'unlogged', 'unique', 'recursive', 'constraint'],
  ...['virtual', 'trusted', 'procedural', 'default'],
]);

function readCreation(reader: SqlReader, { start, end }: TextRange): Creation | null {
  if (!reader.accept('create')) return null;
  const modifiers = new Set<string>();
  if (reader.accept('or', 'replace')) modifiers.add('or replace');
  while (reader.token !== null && MODIFIERS.has(reader.token.text)) {
    const { text } = reader.token;
    modifiers.add(text === 'temp' ? 'temporary' : text);
    reader.take();
  }
  const object = readObject(reader);
  if (object === null) return null;
  if (reader.accept('concurrently')) modifiers.add('concurrently');
  const ifNotExists = reader.accept('if', 'not', 'exists');
  const nameStart = reader.rest.start;
  const isNameless = NAMELESS.some((word) => reader.is(word));
  const name = isNameless ? null : reader.name();
  const head = reader.readFrom(start);
  const { rest } = reader;
  return {
    kind: 'create',
    ...{ object, modifiers, ifNotExists, name, nameStart, head, rest, start, end },
  };
}

/** What stands in a name's place where there is none: all are reserved words. */
const NAMELESS = ['on', 'for', 'authorization'];

function readDrop(reader: SqlReader, { start, end }: TextRange): Drop | null {
  if (!reader.accept('drop')) return null;
  reader.accept('procedural');
  const object = readObject(reader);
  if (object === null) return null;
  reader.accept('concurrently');
  const ifExists = reader.accept('if', 'exists');
  const nameStart = reader.rest.start;
  let head = reader.readFrom(start);
  const names: SqlName[] = [];
  for (let name = reader.name(); name !== null; name = reader.name()) {
    if (names.length === 0) head = reader.readFrom(start);
    names.push(name);
    reader.group();
    if (!reader.accept(',')) break;
  }
  return { kind: 'drop', object, ifExists, names, nameStart, head, start, end };
}

function readTableChange(reader: SqlReader, { start, end }: TextRange): TableChange | null {
  if (!reader.accept('alter', 'table')) return null;
  reader.accept('if', 'exists');
  reader.accept('only');
  const table = reader.name();
  if (table === null) return null;
  reader.accept('*');
  const head = { start, end: table.end };
  return { kind: 'alter-table', table, actions: reader.list(), head, start, end };
}

const CONFLICTS = ['rollback', 'abort', 'replace', 'fail', 'ignore'];

function readDataChange(reader: SqlReader, { start, end }: TextRange): DataChange | null {
  if (reader.is('with')) reader.skipTo('insert', 'replace', 'update', 'delete', 'merge', 'select');
  const verb = reader.take();
  if (reader.accept('or')) {
    if (!CONFLICTS.some((word) => reader.accept(word))) return null;
  }
  const kind = DATA_CHANGES.get(verb?.text ?? '');
  if (verb === null || kind === undefined) return null;
  if (kind !== 'update' && !reader.accept(kind === 'delete' ? 'from' : 'into')) return null;
  reader.accept('only');
  const table = reader.name();
  if (table === null) return null;
  const rows = kind === 'insert' ? insertedRows(reader) : null;
  return { kind, table, rows, head: { start: verb.start, end: table.end }, start, end };
}

const DATA_CHANGES: ReadonlyMap<string, DataChange['kind']> = new Map([
  ['insert', 'insert'],
  ['replace', 'insert'],
  ['update', 'update'],
  ['delete', 'delete'],
  ['merge', 'merge'],
]);

/** From behind the table's name. */
function insertedRows(reader: SqlReader): number | null {
  reader.skipTo('values', 'select', 'with', 'table', 'default');
  if (reader.accept('default', 'values')) return 1;
  if (reader.accept('values')) {
    let rows = 0;
    while (reader.group() !== null) {
      rows++;
      if (!reader.accept(',')) break;
    }
    return rows;
  }
  // `INSERT … SELECT 1, 'admin' WHERE NOT EXISTS (…)` is one row that may be there already.
  return reader.is('select') && !reader.skipTo('from') ? 1 : null;
}

function readObject(reader: SqlReader): string | null {
  const words: string[] = [];
  const ahead = reader.within(reader.rest);
  for (let token = ahead.take(); words.length < 3 && token !== null; token = ahead.take()) {
    if (token.kind !== 'word') break;
    words.push(token.text);
  }
  for (; words.length > 0; words.pop()) {
    const object = words.join(' ');
    if (!OBJECTS[reader.engine].has(object)) continue;
    reader.accept(...words);
    return object;
  }
  return null;
}
