import type { Schema, SchemaObject } from '../../schema/schema.ts';
import { statement, type Step } from '../draft.ts';
import { identifier, qualifiedName } from '../names.ts';

/** Gives what a row of privileges says, and takes what it says is not; or the other way about. */
export function privilegeSteps(
  object: SchemaObject,
  schema: Schema,
  way: 'grant' | 'revoke',
): readonly Step[] {
  const target = object.kind === 'privilege' ? onObject(object, schema) : byDefault(object);
  const { granted, missing } = rightsIn(object.definition);
  const [given, taken] = way === 'grant' ? [granted, missing] : [missing, granted];
  const revoke = (right: string): string =>
    `${target.head}REVOKE ${right.replace(' WITH GRANT OPTION', '')}${target.columns} ON ${target.on} FROM ${target.grantee}`;
  const grant = (right: string): string => {
    const option = right.endsWith(' WITH GRANT OPTION');
    const plain = right.replace(' WITH GRANT OPTION', '');
    return `${target.head}GRANT ${plain}${target.columns} ON ${target.on} TO ${target.grantee}${option ? ' WITH GRANT OPTION' : ''}`;
  };
  return [...taken.map(revoke), ...given.map(grant)].map((sql) => statement(sql));
}

function rightsIn(definition: string): {
  readonly granted: readonly string[];
  readonly missing: readonly string[];
} {
  const [granted = '', missing = ''] = definition.split(/(?:^|, )not /);
  const list = (text: string): readonly string[] => text.split(', ').filter((each) => each !== '');
  return { granted: list(granted), missing: list(missing) };
}

interface Target {
  /** Before the verb. */
  readonly head: string;
  readonly on: string;
  readonly columns: string;
  readonly grantee: string;
}

function onObject({ schema, owner, name }: SchemaObject, { objects }: Schema): Target {
  const [, grantee = name, column] = /^(.*?)(?: on (.*))?$/s.exec(name) ?? [];
  const columns = column === undefined ? '' : ` (${identifier(column)})`;
  return { head: '', on: targetOf(schema, owner ?? '', objects), columns, grantee };
}

/** Types, schemas and the like say what they are; a relation is what has its name. */
function targetOf(schema: string | null, owner: string, objects: Schema['objects']): string {
  const [, kind, name] = /^(type|schema|server|foreign data wrapper) (.*)$/s.exec(owner) ?? [];
  if (kind === 'type') return `TYPE ${qualifiedName(schema, name ?? '')}`;
  if (kind !== undefined)
    return `${kind.toUpperCase()} ${identifier(name ?? '')}`.replace('SERVER', 'FOREIGN SERVER');
  const routine = /^(.*?)(\(.*\))$/s.exec(owner);
  if (routine !== null)
    return `ROUTINE ${qualifiedName(schema, routine[1] ?? '')}${routine[2] ?? ''}`;
  const isSequence = objects.some(
    (each) => each.kind === 'sequence' && each.schema === schema && each.name === owner,
  );
  return `${isSequence ? 'SEQUENCE' : 'TABLE'} ${qualifiedName(schema, owner)}`;
}

function byDefault({ schema, name }: SchemaObject): Target {
  const [, kind = '', role = '', grantee = ''] = /^(.*?) of (.*) for (.*)$/s.exec(name) ?? [];
  const within = schema === null ? '' : ` IN SCHEMA ${identifier(schema)}`;
  const head = `ALTER DEFAULT PRIVILEGES FOR ROLE ${role}${within} `;
  return { head, on: kind.toUpperCase(), columns: '', grantee };
}
