import type { Node, RangeVar, TypeName } from '@pgsql/types';
import { allOf, as, strings } from '../../grammar/tree.ts';
import { identifier } from '../names.ts';

/** Names as a tree has them, written again. */

export function relation(table: RangeVar = {}): string {
  return dotted(relationParts(table));
}

export function relationParts({ schemaname, relname = '' }: RangeVar = {}): readonly string[] {
  return schemaname === undefined ? [relname] : [schemaname, relname];
}

export function dotted(parts: readonly string[]): string {
  return parts.map(identifier).join('.');
}

export function partsOf(object: Node | undefined): readonly string[] {
  const { sval } = as(object, 'String') ?? {};
  if (sval !== undefined) return [sval];
  const type = as(object, 'TypeName');
  const routine = as(object, 'ObjectWithArgs');
  return strings(as(object, 'List')?.items ?? type?.names ?? routine?.objname);
}

/** Such as `character varying[]`; without what is in parentheses, which tells no function apart. */
export function typeName({ names, arrayBounds, setof }: TypeName): string {
  const parts = strings(names);
  const own = parts[0] === 'pg_catalog' && parts.length === 2 ? parts.slice(1) : parts;
  const array = (arrayBounds ?? []).map(() => '[]').join('');
  return `${setof ? 'SETOF ' : ''}${builtin(own)}${array}`;
}

/** The parser’s own names, such as `bpchar`, are types as well; only `char` means another in quotes. */
function builtin(parts: readonly string[]): string {
  const [name = ''] = parts;
  return parts.length === 1 ? (SPELT[name] ?? dotted(parts)) : dotted(parts);
}

const SPELT: Readonly<Record<string, string>> = {
  ...{
    int2: 'smallint',
    int4: 'integer',
    int8: 'bigint',
    float4: 'real',
    float8: 'double precision',
  },
  ...{ bool: 'boolean', varchar: 'character varying', bpchar: 'character', numeric: 'numeric' },
  ...{ timestamp: 'timestamp', timestamptz: 'timestamp with time zone', time: 'time', bit: 'bit' },
  ...{ timetz: 'time with time zone', varbit: 'bit varying', interval: 'interval' },
};

/** The types by which a function is told apart from others of its name. */
export function inputTypes(parameters: readonly Node[] | undefined): string {
  return allOf(parameters, 'FunctionParameter')
    .filter(({ mode }) => mode !== 'FUNC_PARAM_OUT' && mode !== 'FUNC_PARAM_TABLE')
    .map(({ argType }) => (argType === undefined ? '' : typeName(argType)))
    .join(', ');
}
