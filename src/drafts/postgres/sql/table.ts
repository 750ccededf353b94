import type { Schema, SchemaObject } from '../../../schema/schema.ts';
import { statement, type Step } from '../../draft.ts';
import { identifier, qualifiedName } from '../../names.ts';
import { columnDefinition, columnParts, columnSettings } from './column.ts';
import { isWithinTable, partsOf } from './parts.ts';

/** With its columns and constraints. */
export function tableCreation(table: SchemaObject, schema: Schema): readonly Step[] {
  const own = qualifiedName(table.schema, table.name);
  const { head, tail, settings } = tableParts(table.definition);
  const partition = /^PARTITION OF (\S+) (.*)$/.exec(tail);
  if (partition !== null) {
    return [
      statement(`CREATE TABLE ${own} ${tail}`),
      ...settings.map((each) => statement(`ALTER TABLE ${own} ${each}`)),
    ];
  }
  const parts = partsOf(table, schema).filter(isWithinTable);
  const columns = parts.filter(
    ({ kind, definition }) =>
      kind === 'column' && columnParts(definition).inherited !== 'INHERITED',
  );
  const lines = [
    ...columns.map(({ name, definition }) => `${identifier(name)} ${columnDefinition(definition)}`),
    ...parts
      .filter(({ kind }) => kind === 'constraint')
      .map(({ name, definition }) => `CONSTRAINT ${identifier(name)} ${definition}`),
  ].map((line) => `  ${line}`);
  const body = lines.length === 0 ? '()' : `(\n${lines.join(',\n')}\n)`;
  const options = tail.replace(
    /^INHERITS (.*?)(?= PARTITION BY| USING| WITH| TABLESPACE|$)/,
    'INHERITS ($1)',
  );
  const set = columns.flatMap(({ name, definition }) =>
    columnSettings(identifier(name), definition),
  );
  return [
    statement(`CREATE ${head}TABLE ${own} ${body}${options === '' ? '' : ` ${options}`}`),
    ...[...set, ...settings].map((each) => statement(`ALTER TABLE ${own} ${each}`)),
  ];
}

/** What stands before, after and beside the statement that makes a table. */
export function tableParts(definition: string): {
  readonly head: string;
  readonly tail: string;
  readonly settings: readonly string[];
} {
  const settings: string[] = [];
  const tail = definition
    .replace(
      /(?:ENABLE|FORCE) ROW LEVEL SECURITY|REPLICA IDENTITY (?:NOTHING|FULL|USING INDEX \S+)|CLUSTER ON \S+/g,
      (found) => {
        settings.push(found);
        return '';
      },
    )
    .trim()
    .replace(/\s{2,}/g, ' ');
  const isUnlogged = tail.startsWith('UNLOGGED');
  return {
    head: isUnlogged ? 'UNLOGGED ' : '',
    tail: tail.replace(/^UNLOGGED ?/, ''),
    settings,
  };
}

/** What follows `PARTITION OF t`; null: it is no partition. */
export function partitionBound(definition: string): string | null {
  const { tail } = tableParts(definition);
  return (
    /^PARTITION OF \S+ (DEFAULT|FOR VALUES (?:WITH|IN) \(.*?\)|FOR VALUES FROM \(.*?\) TO \(.*?\))/.exec(
      tail,
    )?.[1] ?? null
  );
}

/** Such as `fillfactor`, with its value. */
export function storageOptions(definition: string): ReadonlyMap<string, string> {
  const listed = /WITH \((.*?)\)/.exec(definition)?.[1]?.split(', ') ?? [];
  return new Map(
    listed.map((each): [string, string] => {
      const [name = '', value = ''] = each.split('=');
      return [name, value];
    }),
  );
}
