import type { SchemaObject } from '../../../schema/schema.ts';
import { statement, type Step } from '../../draft.ts';
import { identifier, qualifiedName } from '../../names.ts';

export function aggregateCreation(object: SchemaObject): Step {
  return statement(`CREATE AGGREGATE ${signature(object)} (${aggregateOptions(object)})`);
}

export function operatorCreation({ schema, name, definition }: SchemaObject): Step {
  const [, own = name, types = ''] = /^(.*?)\((.*)\)$/s.exec(name) ?? [];
  const [left = 'NONE', right = 'NONE'] = types.split(', ');
  const args = [
    ...(left === 'NONE' ? [] : [`LEFTARG = ${left}`]),
    ...(right === 'NONE' ? [] : [`RIGHTARG = ${right}`]),
  ];
  const text = [definition, ...args].join(', ');
  return statement(`CREATE OPERATOR ${schemaPrefix(schema)}${own} (${text})`);
}

export function routineDrop(object: SchemaObject): Step {
  return statement(`DROP ${routineKind(object)} ${signature(object)}`);
}

/** `FUNCTION`, or `PROCEDURE`, as its definition has it. */
function routineKind({ kind, definition }: SchemaObject): string {
  return /^CREATE OR REPLACE PROCEDURE\b/.test(definition) ? 'PROCEDURE' : kind.toUpperCase();
}

/** With the types of its arguments. */
function signature({ schema, name, kind }: SchemaObject): string {
  const [, own = name, types = '()'] = /^(.*?)(\(.*\))$/s.exec(name) ?? [];
  if (kind === 'operator') return `${schemaPrefix(schema)}${own} ${types}`;
  const list = types === '()' && kind === 'aggregate' ? '(*)' : types;
  return `${qualifiedName(schema, own)}${list}`;
}

/** No operator is written in quotes. */
function schemaPrefix(schema: string | null): string {
  return schema === 'public' || schema === null ? '' : `${identifier(schema)}.`;
}

/** FINALFUNC_MODIFY and PARALLEL are letters in the catalog. */
function aggregateOptions({ definition }: SchemaObject): string {
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
