import type { Engine } from '../../core/engine.ts';
import type { TextRange } from '../../core/problem.ts';
import { isSame, tableNamed, type Column, type Table } from '../../schema/tables.ts';
import { isQuotedName, tokenAt } from '../../sql/lexer.ts';
import { SqlReader, type ObjectName, type SqlToken } from '../../sql/reader.ts';
import { split } from '../../sql/split.ts';
import { writtenName } from '../../sql/written-name.ts';

/** A name that may stand where somebody types. */
export interface Completion {
  readonly kind: 'column' | Table['kind'];
  readonly name: string;
  readonly text: string;
  /** Of a column its definition, and the table; null: nothing is known. */
  readonly detail: string | null;
  readonly table: string | null;
}

/** A place in a script. */
export interface Place {
  readonly sql: string;
  readonly offset: number;
  readonly engine: Engine;
}

/** The statement at a place, which is unfinished as a rule; empty between two. */
export function statementAt({ sql, offset, engine }: Place): TextRange {
  const statements = split(sql, engine);
  const before = statements.findLast(({ start }) => start < offset);
  if (before === undefined || sql.slice(before.end, offset).includes(';')) {
    return { start: offset, end: offset };
  }
  return { start: before.start, end: Math.max(before.end, offset) };
}

/** What is being typed there, its opening quote included; null: no name, as in a comment. */
export function wordAt({ sql, offset, engine }: Place): TextRange | null {
  const { start, end } = statementAt({ sql, offset, engine });
  for (let at = start; at < end;) {
    const token = tokenAt(sql, at, engine);
    if (token.end >= offset && token.start < offset) return wordIn(token, { sql, offset, engine });
    at = token.end;
  }
  return { start: offset, end: offset };
}

function wordIn(
  { kind, start, end }: ReturnType<typeof tokenAt>,
  { sql, offset, engine }: Place,
): TextRange | null {
  const text = sql.slice(start, end);
  switch (kind) {
    case 'word':
      return { start, end: offset };
    case 'comment':
    case 'number':
      return null;
    case 'quoted': {
      const isName = engine === 'postgres' ? isQuotedName(text) : !text.startsWith("'");
      // Behind the closing quote nothing is being typed.
      const isBehind = offset === end && text.length > 1 && /["`\]]$/.test(text);
      return isName && !isBehind ? { start, end: offset } : null;
    }
    case 'blank':
    case 'symbol':
      return { start: offset, end: offset };
  }
}

/** Words before the name of a table. */
const BEFORE_TABLE = ['from', 'join', 'update', 'into', 'table', 'references', 'view', 'truncate'];

/** Words between those and the name. */
const FILLING = ['if', 'exists', 'not', 'only', 'concurrently'];

/** @param tables those that are there before the statement */
export function completionsAt(place: Place, tables: readonly Table[]): readonly Completion[] {
  const word = wordAt(place);
  if (word === null) return [];
  const { engine } = place;
  const statement = statementAt(place);
  const before = tokensIn(place, { start: statement.start, end: word.start });
  const spoken = tablesSpokenOf(place, statement, tables);
  if (before.at(-1)?.text === '.') {
    return qualifiedBy(nameOf(before.at(-2), place), { spoken, tables, engine });
  }
  const last = before.findLast(({ text }) => !FILLING.includes(text))?.text ?? '';
  const creates = before[0]?.text === 'create';
  if (BEFORE_TABLE.includes(last) || (creates && last === 'on')) {
    return creates && (last === 'table' || last === 'view') ? [] : tables.map(ofTable(engine));
  }
  // Where names are given, none can be offered.
  if (before.length === 0 || last === 'as') return [];
  const columns = spoken.flatMap(({ table }) => columnsOf(table, engine));
  return creates ? columns : [...columns, ...tables.map(ofTable(engine))];
}

interface Spoken {
  readonly table: Table;
  /** What the statement calls it. */
  readonly alias: string | null;
}

function qualifiedBy(
  qualifier: string | null,
  {
    spoken,
    tables,
    engine,
  }: { readonly spoken: readonly Spoken[]; readonly tables: readonly Table[]; engine: Engine },
): readonly Completion[] {
  if (qualifier === null) return [];
  const called = spoken.find(({ alias, table }) =>
    isSame(alias ?? table.name, qualifier, engine),
  )?.table;
  const table = called ?? tableNamed(tables, { schema: null, name: qualifier }, engine);
  if (table !== undefined) return columnsOf(table, engine);
  return tables.filter(({ schema }) => schema === qualifier).map(ofTable(engine, true));
}

/** The known tables that a statement names, each once by each of its names. */
function tablesSpokenOf(
  { sql, engine }: Place,
  statement: TextRange,
  tables: readonly Table[],
): readonly Spoken[] {
  const reader = new SqlReader(sql, statement, engine);
  const found: Spoken[] = [];
  const add = (named: ObjectName | null): void => {
    const table = named === null ? undefined : tableNamed(tables, named, engine);
    if (table === undefined) return;
    reader.accept('as');
    const next = reader.token?.text ?? '';
    const isAlias = next !== '' && !NOT_AN_ALIAS.test(next);
    const alias = isAlias ? (reader.identifier()?.name ?? null) : null;
    if (found.every((each) => each.table !== table || each.alias !== alias)) {
      found.push({ table, alias });
    }
  };
  for (let token = reader.take(); token !== null; token = reader.take()) {
    const { text } = token;
    if (!BEFORE_TABLE.includes(text) && text !== 'on') continue;
    while (FILLING.some((word) => reader.accept(word)));
    do add(reader.name());
    while (text === 'from' && reader.accept(','));
  }
  return found;
}

/** What follows a table's name and is none. */
const NOT_AN_ALIAS =
  /^(?:\W.*|where|on|using|set|join|inner|left|right|full|cross|natural|group|order|having|limit|union|except|intersect|values|select|add|alter|drop|rename|default|returning|for|as|to|owner|enable|disable|attach|detach|validate|cluster|inherit|not|deferrable|indexed|window|offset|fetch)$/;

function tokensIn({ sql, engine }: Place, range: TextRange): readonly SqlToken[] {
  const reader = new SqlReader(sql, range, engine);
  const found: SqlToken[] = [];
  for (let token = reader.take(); token !== null; token = reader.take()) found.push(token);
  return found;
}

function nameOf(token: SqlToken | undefined, { sql, engine }: Place): string | null {
  return token === undefined
    ? null
    : (new SqlReader(sql, token, engine).identifier()?.name ?? null);
}

function columnsOf(table: Table, engine: Engine): readonly Completion[] {
  return table.columns.map(({ name, definition }: Column) => ({
    ...{ kind: 'column', name, text: writtenName(name, engine), table: table.name },
    detail: definition,
  }));
}

/** PostgreSQL finds what is in its own schema without being told. */
function ofTable(engine: Engine, isQualified = false): (table: Table) => Completion {
  return ({ kind, schema, name }) => {
    const written = writtenName(name, engine);
    const isFound = isQualified || schema === null || schema === 'public';
    const text = isFound ? written : `${writtenName(schema, engine)}.${written}`;
    return { kind, name, text, detail: null, table: null };
  };
}
