import { SqlReader, type SqlName } from './reader.ts';
import { split, type Fragment } from './split.ts';
import { readStatement, type Drop } from './statement.ts';

/** A statement that makes, drops or rebuilds an index in no transaction; PostgreSQL only. */
export type ConcurrentIndex =
  | {
      readonly kind: 'create';
      /** Null: the server names it. */
      readonly name: string | null;
      readonly table: SqlName;
      readonly unique: boolean;
      readonly ifNotExists: boolean;
    }
  | { readonly kind: 'drop'; readonly name: SqlName; readonly ifExists: boolean }
  | {
      readonly kind: 'reindex';
      readonly object: 'index' | 'table' | 'schema' | 'database';
      readonly name: SqlName | null;
    };

/** Null: it is none, or cannot be read. */
export function readConcurrentIndex(statement: string): ConcurrentIndex | null {
  const [fragment] = split(statement, 'postgres');
  if (fragment === undefined) return null;
  if (fragment.words[0] === 'reindex') {
    return readReindex(new SqlReader(statement, fragment, 'postgres'));
  }
  const form = readStatement(statement, fragment, 'postgres');
  if (form.kind === 'drop') return readDrop(form, fragment);
  if (form.kind !== 'create' || form.object !== 'index') return null;
  if (!form.modifiers.has('concurrently')) return null;
  const reader = new SqlReader(statement, form.rest, 'postgres');
  reader.accept('on');
  reader.accept('only');
  const table = reader.name();
  if (table === null) return null;
  const { name, modifiers, ifNotExists } = form;
  const unique = modifiers.has('unique');
  return { kind: 'create', name: name?.name ?? null, table, unique, ifNotExists };
}

function readDrop({ object, names, ifExists }: Drop, { words }: Fragment): ConcurrentIndex | null {
  const [name] = names;
  if (object !== 'index' || words[2] !== 'concurrently' || name === undefined) return null;
  return { kind: 'drop', name, ifExists };
}

/** `REINDEX [ ( option [, …] ) ] object [ CONCURRENTLY ] [ name ]` */
function readReindex(reader: SqlReader): ConcurrentIndex | null {
  reader.take();
  const options = reader.group();
  const object = OBJECTS.find((each) => reader.accept(each));
  const concurrently = reader.accept('concurrently') || (options !== null && isOn(reader, options));
  if (object === undefined || !concurrently) return null;
  return { kind: 'reindex', object, name: reader.name() };
}

const OBJECTS = ['index', 'table', 'schema', 'database'] as const;

function isOn(reader: SqlReader, options: { start: number; end: number }): boolean {
  return reader
    .within(options)
    .list()
    .map((option) => reader.sql.slice(option.start, option.end))
    .some((option) => /^concurrently(?:\s+(?:true|on|1))?$/i.test(option));
}
