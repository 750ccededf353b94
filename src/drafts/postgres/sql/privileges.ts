import type { Schema, SchemaChange, SchemaObject } from '../../../schema/schema.ts';
import { statement, type Step } from '../../draft.ts';
import { identifier, qualifiedName } from '../../names.ts';

/** Gives and takes what leads from one row of privileges to the other. */
export function privilegeChange(change: SchemaChange, schema: Schema): readonly Step[] {
  const object = change.change === 'removed' ? change.before : change.after;
  const { head, on, columns, grantee } =
    object.kind === 'privilege' ? onObject(object, schema) : byDefault(object);
  const had = rightsIn(change.change === 'added' ? '' : change.before.definition);
  const has = rightsIn(change.change === 'removed' ? '' : change.after.definition);
  const list = (rights: readonly string[]): string =>
    rights.map((right) => `${right.replace(OPTION, '')}${columns}`).join(', ');
  const given = [...less(has.granted, had.granted), ...less(had.missing, has.missing)];
  const taken = [...less(had.granted, has.granted), ...less(has.missing, had.missing)];
  const [plain, passedOn] = [
    given.filter((each) => !each.endsWith(OPTION)),
    given.filter((each) => each.endsWith(OPTION)),
  ];
  return [
    ...(taken.length === 0 ? [] : [`REVOKE ${list(taken)} ON ${on} FROM ${grantee}`]),
    ...(plain.length === 0 ? [] : [`GRANT ${list(plain)} ON ${on} TO ${grantee}`]),
    ...(passedOn.length === 0
      ? []
      : [`GRANT ${list(passedOn)} ON ${on} TO ${grantee} WITH GRANT OPTION`]),
  ].map((sql) => statement(`${head}${sql}`));
}

const OPTION = ' WITH GRANT OPTION';

function less(rights: readonly string[], others: readonly string[]): readonly string[] {
  return rights.filter((right) => !others.includes(right));
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
