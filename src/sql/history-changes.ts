import type { Engine } from '../core/engine.ts';
import type { TextRange } from '../core/problem.ts';
import type { TableName } from '../core/statement.ts';
import { isQuotedName } from './lexer.ts';
import { isSameName, SqlReader, type SqlName, type SqlToken } from './reader.ts';
import type { Fragment } from './split.ts';

/** A place where a script changes a table in which it is recorded what was applied. */
export interface HistoryChange extends TextRange {
  readonly table: string;
  /** False: it stands in a text that may be run, such as the body of a function. */
  readonly certain: boolean;
}

/**
 * Where statements write, make, alter or drop one of these tables. Reading one is harmless, and so is
 * making it where it is not there: it is.
 */
export function historyChanges(
  sql: string,
  statements: readonly Fragment[],
  tables: readonly TableName[],
  engine: Engine,
): readonly HistoryChange[] {
  if (!mayName(sql, tables)) return [];
  const kept = tables.map((table) => asCompared(table, engine));
  return statements.flatMap((statement) =>
    changesIn(new SqlReader(sql, statement, engine), kept, engine),
  );
}

/** Of most scripts this tells at once that they name none, neither by itself nor by its schema. */
function mayName(sql: string, tables: readonly TableName[]): boolean {
  const text = sql.toLowerCase();
  return (
    text.includes('u&"') ||
    tables.some(({ schema, name }) =>
      [schema ?? name, name].some(
        (each) => !PLAIN_NAME.test(each) || text.includes(each.toLowerCase()),
      ),
    )
  );
}

/** It is written in one way only, escapes in U&"" apart. */
const PLAIN_NAME = /^[\w$]+$/;

function asCompared({ schema, name }: TableName, engine: Engine): TableName {
  if (engine === 'postgres') return { schema, name };
  return { schema: schema?.toLowerCase() ?? null, name: name.toLowerCase() };
}

function changesIn(
  reader: SqlReader,
  tables: readonly TableName[],
  engine: Engine,
): readonly HistoryChange[] {
  const found: HistoryChange[] = [];
  const add = (place: TextRange, certain: boolean, isIt: (table: TableName) => boolean): void => {
    const table = tables.find(isIt);
    const { start, end } = place;
    if (table !== undefined) found.push({ start, end, table: table.name, certain });
  };
  for (let token = reader.take(); token !== null; token = reader.take()) {
    const { text } = token;
    if (isText(token, engine)) {
      add(token, false, ({ name }) => mayChange(text, name));
    } else if (token.kind === 'word') {
      const { relations, schemas } = changedBy(text, reader);
      for (const name of relations) add(name, true, (table) => isSameName(table, name));
      for (const { name, ...place } of schemas) add(place, true, ({ schema }) => schema === name);
    }
  }
  return found;
}

interface Changed {
  readonly relations: readonly SqlName[];
  /** With all that is in them. */
  readonly schemas: readonly SqlName[];
}

/** What a verb is about, wherever it stands; reads no further than its names. */
function changedBy(verb: string, reader: SqlReader): Changed {
  const isSchema = (verb === 'drop' || verb === 'alter') && reader.accept('schema');
  if (!isSchema) return { relations: relationsChangedBy(verb, reader), schemas: [] };
  reader.accept('if', 'exists');
  return { relations: [], schemas: names(reader) };
}

function relationsChangedBy(verb: string, reader: SqlReader): readonly SqlName[] {
  switch (verb) {
    // INSERT, REPLACE, MERGE and SELECT.
    case 'into':
      for (const word of ['unlogged', 'temp', 'temporary', 'table']) reader.accept(word);
      return name(reader);
    case 'update':
      if (reader.accept('or')) reader.take();
      return name(reader);
    case 'delete':
      return reader.accept('from') ? name(reader) : [];
    case 'truncate':
      reader.accept('table');
      return names(reader);
    case 'drop':
    case 'alter':
      if (!acceptRelation(reader)) return [];
      reader.accept('if', 'exists');
      return names(reader);
    case 'rename':
      return reader.accept('to') ? name(reader) : [];
    case 'create':
      return created(reader);
    case 'copy': {
      const table = name(reader);
      if (table.length > 0) reader.group();
      return reader.is('from') ? table : [];
    }
    default:
      return [];
  }
}

const TEMPORARY = ['temp', 'temporary'];
const OTHER_MODIFIERS = ['or', 'replace', 'global', 'local', 'unlogged', 'virtual', 'recursive'];

function created(reader: SqlReader): readonly SqlName[] {
  while (OTHER_MODIFIERS.some((word) => reader.accept(word)));
  // One of the session's own is not there yet, and would hide the one that is.
  const isTemporary = TEMPORARY.some((word) => reader.accept(word));
  while (OTHER_MODIFIERS.some((word) => reader.accept(word)));
  if (!acceptRelation(reader)) return [];
  const isThere = reader.accept('if', 'not', 'exists') && !isTemporary;
  return isThere ? [] : name(reader);
}

function acceptRelation(reader: SqlReader): boolean {
  return (
    reader.accept('table') ||
    reader.accept('view') ||
    reader.accept('materialized', 'view') ||
    reader.accept('foreign', 'table')
  );
}

function name(reader: SqlReader): readonly SqlName[] {
  reader.accept('only');
  const found = reader.name();
  return found === null ? [] : [found];
}

function names(reader: SqlReader): readonly SqlName[] {
  const found: SqlName[] = [];
  do {
    found.push(...name(reader));
    reader.accept('*');
  } while (reader.accept(','));
  return found;
}

/** A string, and no name. */
function isText({ kind, text }: SqlToken, engine: Engine): boolean {
  if (kind !== 'quoted') return false;
  return engine === 'sqlite' ? text.startsWith("'") : !isQuotedName(text);
}

const CHANGE =
  /\b(?:insert|replace|update|delete|merge|truncate|drop|alter|create|copy|execute)\b/i;

function mayChange(text: string, table: string): boolean {
  return text.toLowerCase().includes(table.toLowerCase()) && CHANGE.test(text);
}
