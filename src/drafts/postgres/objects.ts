import * as l10n from '@vscode/l10n';
import type { Schema, SchemaObject } from '../../schema/schema.ts';
import { statement, todo, type Step } from '../draft.ts';
import { identifier, qualifiedName } from '../names.ts';
import { columnDefinition, columnParts, columnSettings } from './column.ts';
import { privilegeSteps } from './privileges.ts';

/** What makes an object, without what is part of it but its columns and constraints. */
export function creationSteps(object: SchemaObject, schema: Schema): readonly Step[] {
  const { kind, name, definition } = object;
  const own = qualifiedName(object.schema, name);
  const table = tableOf(object);
  switch (kind) {
    case 'schema':
      return [statement(`CREATE SCHEMA ${own}`)];
    case 'extension':
      return [statement(`CREATE EXTENSION ${own} WITH ${definition.replace(/^VERSION \S+ /, '')}`)];
    case 'type':
    case 'domain':
      return [statement(`CREATE ${kind.toUpperCase()} ${own} ${definition}`)];
    case 'view':
    case 'materialized view':
      return [statement(`CREATE ${kind.toUpperCase()} ${own} ${definition}`)];
    case 'sequence':
      return [statement(`CREATE ${sequenceText(own, definition)}`)];
    case 'function':
      return [statement(definition.replace(/^CREATE OR REPLACE /, 'CREATE '))];
    case 'table':
      return tableSteps(object, schema);
    case 'column':
      return [
        statement(
          `ALTER TABLE ${table} ADD COLUMN ${identifier(name)} ${columnDefinition(definition)}`,
        ),
        ...columnSettings(identifier(name), definition).map((each) =>
          statement(`ALTER TABLE ${table} ${each}`),
        ),
      ];
    case 'constraint':
      return [statement(`ALTER TABLE ${table} ADD CONSTRAINT ${identifier(name)} ${definition}`)];
    case 'index':
    case 'statistics':
      return [
        statement(definition.replace(/ (?:INVALID|STATISTICS [\d ,]+|PARTITION OF .*)$/, '')),
      ];
    case 'trigger':
    case 'rule':
      return partSteps(object);
    case 'policy':
      return [statement(`CREATE POLICY ${identifier(name)} ON ${table} ${definition}`)];
    case 'comment':
      return [statement(`COMMENT ON ${commentTarget(name)} IS ${definition}`)];
    case 'privilege':
    case 'default privilege':
      return privilegeSteps(object, schema, 'grant');
    case 'owner':
      return [statement(`ALTER ${commentTarget(name)} OWNER TO ${definition}`)];
    case 'aggregate':
      return [
        statement(`CREATE AGGREGATE ${aggregateName(object)} (${aggregateOptions(definition)})`),
      ];
    case 'operator':
      return [statement(`CREATE OPERATOR ${operatorText(object)}`)];
    case 'cast':
      return [statement(`CREATE CAST (${name}) ${definition}`)];
    case 'event trigger':
      return [statement(`CREATE EVENT TRIGGER ${own} ${definition}`)];
    default:
      return [todo(l10n.t('make this:'), `${kind} ${name} ${definition}`.trim())];
  }
}

export function dropSteps(object: SchemaObject, schema: Schema): readonly Step[] {
  const { kind, name } = object;
  const table = tableOf(object);
  const part = identifier(name);
  switch (kind) {
    case 'column':
      return [statement(`ALTER TABLE ${table} DROP COLUMN ${part}`)];
    case 'constraint':
      return [statement(`ALTER TABLE ${table} DROP CONSTRAINT ${part}`)];
    case 'trigger':
    case 'rule':
    case 'policy':
      return [statement(`DROP ${kind.toUpperCase()} ${part} ON ${table}`)];
    case 'function':
    case 'aggregate':
    case 'operator':
      return [statement(`DROP ${routineKind(object)} ${signature(object)}`)];
    case 'cast':
      return [statement(`DROP CAST (${name})`)];
    case 'comment':
      return [statement(`COMMENT ON ${commentTarget(name)} IS NULL`)];
    case 'privilege':
    case 'default privilege':
      return privilegeSteps(object, schema, 'revoke');
    case 'owner':
      return [];
    case 'publication':
    case 'event trigger':
    case 'schema':
    case 'extension':
      return [statement(`DROP ${kind.toUpperCase()} ${part}`)];
    case 'other':
      return [todo(l10n.t('drop this:'), name)];
    default:
      return [statement(`DROP ${kind.toUpperCase()} ${qualifiedName(object.schema, name)}`)];
  }
}

export function tableOf({ schema, owner }: SchemaObject): string {
  return qualifiedName(schema, owner ?? '');
}

/** Columns and constraints, which stand in the statement that makes their table. */
export function isWithinTable({ kind, definition }: SchemaObject): boolean {
  return kind === 'column' || (kind === 'constraint' && !definition.startsWith('FOREIGN KEY'));
}

export function partsOf(whole: SchemaObject, { objects }: Schema): readonly SchemaObject[] {
  const { name, schema } = whole;
  return objects.filter((each) => each.owner === name && each.schema === schema);
}

/** One that an identity column has by itself. */
export function isIdentitySequence(object: SchemaObject, schema: Schema): boolean {
  const column = object.kind === 'sequence' ? ownedBy(object) : null;
  return (
    column !== null &&
    schema.objects.some(
      ({ kind, schema: namespace, owner, name, definition }) =>
        kind === 'column' &&
        namespace === object.schema &&
        owner === object.owner &&
        identifier(name) === column &&
        columnParts(definition).identity !== '',
    )
  );
}

/** Said once both are there. */
export function sequenceOwner(object: SchemaObject): readonly Step[] {
  const column = object.kind === 'sequence' ? ownedBy(object) : null;
  if (column === null) return [];
  const own = qualifiedName(object.schema, object.name);
  return [statement(`ALTER SEQUENCE ${own} OWNED BY ${tableOf(object)}.${column}`)];
}

function ownedBy({ definition }: SchemaObject): string | null {
  return /OWNED BY (.+)$/.exec(definition)?.[1] ?? null;
}

/** `SEQUENCE s AS bigint START WITH 1 …`, as CREATE and ALTER take it. */
export function sequenceText(own: string, definition: string): string {
  const isUnlogged = definition.startsWith('UNLOGGED ');
  const options = definition.replace(/^UNLOGGED /, '').replace(/ ?OWNED BY .+$/, '');
  return `${isUnlogged ? 'UNLOGGED ' : ''}SEQUENCE ${own} ${options}`;
}

function tableSteps(table: SchemaObject, schema: Schema): readonly Step[] {
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

function partSteps(object: SchemaObject): readonly Step[] {
  const { kind, name, definition } = object;
  const set = / (DISABLED|ENABLED REPLICA|ENABLED ALWAYS)$/.exec(definition)?.[1];
  const sql = definition.replace(/ (?:DISABLED|ENABLED REPLICA|ENABLED ALWAYS)$/, '');
  const made = statement(sql);
  if (set === undefined) return [made];
  const words = set.replace('ENABLED', 'ENABLE').replace('DISABLED', 'DISABLE');
  return [
    made,
    statement(`ALTER TABLE ${tableOf(object)} ${words} ${kind.toUpperCase()} ${identifier(name)}`),
  ];
}

/** `TABLE public.users` of `table public.users`, as the server identifies what bears a comment. */
function commentTarget(name: string): string {
  const [, type = '', identity = ''] =
    /^(table column|view column|materialized view column|foreign table column|composite type column|table constraint|domain constraint|materialized view|foreign table|event trigger|operator class|operator family|foreign-data wrapper|text search \w+|\w+) (.*)$/s.exec(
      name,
    ) ?? [];
  const kind = COMMENTED[type] ?? type.toUpperCase();
  // A constraint on a domain is `c on d`, one on a table `c on t`.
  return type === 'domain constraint'
    ? `${kind} ${identity.replace(/ on (?!domain)/, ' ON DOMAIN ')}`
    : `${kind} ${identity.replace(/ on /, ' ON ')}`;
}

const COMMENTED: Readonly<Record<string, string>> = {
  'table column': 'COLUMN',
  'view column': 'COLUMN',
  'materialized view column': 'COLUMN',
  'foreign table column': 'COLUMN',
  'composite type column': 'COLUMN',
  'table constraint': 'CONSTRAINT',
  'domain constraint': 'CONSTRAINT',
  'statistics object': 'STATISTICS',
  'foreign-data wrapper': 'FOREIGN DATA WRAPPER',
};

/** `FUNCTION`, or `PROCEDURE`, as its definition has it. */
function routineKind({ kind, definition }: SchemaObject): string {
  return /^CREATE OR REPLACE PROCEDURE\b/.test(definition) ? 'PROCEDURE' : kind.toUpperCase();
}

/** With the types of its arguments. */
function signature({ schema, name, kind }: SchemaObject): string {
  const [, own = name, types = '()'] = /^(.*?)(\(.*\))$/s.exec(name) ?? [];
  if (kind !== 'operator')
    return `${qualifiedName(schema, own)}${types === '()' && kind === 'aggregate' ? '(*)' : types}`;
  return `${schema === 'public' || schema === null ? '' : `${identifier(schema)}.`}${own} ${types}`;
}

function aggregateName(object: SchemaObject): string {
  return signature(object);
}

/** FINALFUNC_MODIFY and PARALLEL are letters in the catalog. */
function aggregateOptions(definition: string): string {
  return definition
    .replace(
      /(FINALFUNC_MODIFY = )(\w)/,
      (_, head: string, letter: string) => `${head}${MODIFY[letter] ?? letter}`,
    )
    .replace(
      /(PARALLEL = )(\w)/,
      (_, head: string, letter: string) => `${head}${PARALLEL[letter] ?? letter}`,
    );
}

const MODIFY: Readonly<Record<string, string>> = {
  r: 'READ_ONLY',
  s: 'SHAREABLE',
  w: 'READ_WRITE',
};
const PARALLEL: Readonly<Record<string, string>> = { s: 'SAFE', r: 'RESTRICTED', u: 'UNSAFE' };

function operatorText({ schema, name, definition }: SchemaObject): string {
  const [, own = name, types = ''] = /^(.*?)\((.*)\)$/s.exec(name) ?? [];
  const [left = 'NONE', right = 'NONE'] = types.split(', ');
  const args = [
    ...(left === 'NONE' ? [] : [`LEFTARG = ${left}`]),
    ...(right === 'NONE' ? [] : [`RIGHTARG = ${right}`]),
  ];
  const prefix = schema === 'public' || schema === null ? '' : `${identifier(schema)}.`;
  return `${prefix}${own} (${[definition, ...args].join(', ')})`;
}
