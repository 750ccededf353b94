import * as l10n from '@vscode/l10n';
import type { Node, ObjectType, RangeVar } from '@pgsql/types';
import type { ParsedStatement } from '../../grammar/parse.ts';
import { allOf, as, strings, type NodeKind, type NodeOf } from '../../grammar/tree.ts';
import type { Schemas } from '../../schema/schema.ts';
import { statement, todo, type Step } from '../draft.ts';
import { reverseInsert } from '../insert.ts';
import { identifier } from '../names.ts';
import { Known } from './known.ts';
import { reverseGrant } from './grant.ts';
import { tableReversal } from './table.ts';
import { dotted, inputTypes, partsOf, relation } from './written-names.ts';

/** What takes a script's statements back, the last of them first. */
export function postgresReversal(
  sql: string,
  parsed: readonly ParsedStatement[],
  schemas: Schemas | null,
): readonly Step[] {
  const known = new Known(schemas);
  return parsed
    .map((each) => reversalOf(sql, each, known))
    .toReversed()
    .flat()
    .filter((step) => !known.cancelled.has(step));
}

function reversalOf(sql: string, parsed: ParsedStatement, known: Known): readonly Step[] {
  const text = sql.slice(parsed.start, parsed.end);
  const unknown = [todo(l10n.t('take back what this did, where it can be:'), text)];
  if (parsed.tree === null) return unknown;
  const [[kind, node]] = Object.entries(parsed.tree) as [[NodeKind, never]];
  const reverse = STATEMENTS[kind];
  if (reverse !== undefined) return reverse(node, known, text) ?? unknown;
  return HARMLESS.has(kind) ? [] : unknown;
}

/** @returns null: it can't be told; empty: there is nothing to take back */
type Reverse<K extends NodeKind> = (
  node: NodeOf<K>,
  known: Known,
  text: string,
) => readonly Step[] | null;

/** What leaves nothing behind, or what the session forgets. */
const HARMLESS: ReadonlySet<NodeKind> = new Set<NodeKind>([
  ...['SelectStmt', 'VariableSetStmt', 'VariableShowStmt', 'RefreshMatViewStmt'],
  ...['VacuumStmt', 'ReindexStmt', 'LockStmt', 'TransactionStmt', 'ConstraintsSetStmt'],
  ...['NotifyStmt', 'ExplainStmt', 'DiscardStmt', 'CheckPointStmt', 'ClusterStmt'],
] as readonly NodeKind[]);

const STATEMENTS: { readonly [K in NodeKind]?: Reverse<K> } = {
  CreateStmt: ({ relation: table }, known) => dropRelation('TABLE', table, known),
  CreateForeignTableStmt: ({ base }, known) => dropRelation('FOREIGN TABLE', base?.relation, known),
  CreateTableAsStmt: ({ into, objtype }, known) =>
    dropRelation(objtype === 'OBJECT_MATVIEW' ? 'MATERIALIZED VIEW' : 'TABLE', into?.rel, known),
  CreateSeqStmt: ({ sequence }, known) => dropRelation('SEQUENCE', sequence, known),
  ViewStmt: ({ view, replace }, known, text) => {
    const previous = replace ? known.again('view', view?.schemaname, view?.relname) : null;
    if (previous !== null) return [drop('VIEW', relation(view)), ...previous];
    return [...(replace ? known.unlessKnown(text) : []), drop('VIEW', relation(view))];
  },
  IndexStmt: ({ idxname, relation: table, concurrent }, known) => {
    if (known.isMade(table)) return [];
    const given = idxname ?? known.given('index', table, 'CREATE ');
    if (given === null) return null;
    const name = dotted([...(table?.schemaname ? [table.schemaname] : []), given]);
    return [statement(`DROP INDEX ${concurrent ? 'CONCURRENTLY ' : ''}${name}`)];
  },
  CreateSchemaStmt: ({ schemaname = '' }) => [drop('SCHEMA', identifier(schemaname))],
  CreateExtensionStmt: ({ extname = '' }) => [drop('EXTENSION', identifier(extname))],
  CreateEnumStmt: ({ typeName }) => [drop('TYPE', dotted(strings(typeName)))],
  CreateRangeStmt: ({ typeName }) => [drop('TYPE', dotted(strings(typeName)))],
  CompositeTypeStmt: ({ typevar }) => [drop('TYPE', relation(typevar))],
  CreateDomainStmt: ({ domainname }) => [drop('DOMAIN', dotted(strings(domainname)))],
  DefineStmt: ({ kind, defnames }) => {
    const words = DEFINED[kind ?? ''];
    return words === undefined ? null : [drop(words, dotted(strings(defnames)))];
  },
  CreateFunctionStmt: (
    { funcname, parameters, is_procedure: isProcedure, replace },
    known,
    text,
  ) => {
    const name = strings(funcname);
    const types = inputTypes(parameters);
    const kind = isProcedure ? 'PROCEDURE' : 'FUNCTION';
    const gone = drop(kind, `${dotted(name)}(${types})`);
    const own = `${name.at(-1) ?? ''}(${types})`;
    const previous = replace ? known.replaced(name.at(-2), own) : null;
    return previous ?? [...(replace ? known.unlessKnown(text) : []), gone];
  },
  CreateTrigStmt: ({ trigname = '', relation: table, replace }, known, text) =>
    onTable('TRIGGER', trigname, table, known, replace ? known.unlessKnown(text) : []),
  RuleStmt: ({ rulename = '', relation: table, replace }, known, text) =>
    onTable('RULE', rulename, table, known, replace ? known.unlessKnown(text) : []),
  CreatePolicyStmt: ({ policy_name: name = '', table }, known) =>
    onTable('POLICY', name, table, known, []),
  CreateStatsStmt: ({ defnames }) =>
    defnames === undefined ? null : [drop('STATISTICS', dotted(strings(defnames)))],
  CreatePublicationStmt: ({ pubname = '' }) => [drop('PUBLICATION', identifier(pubname))],
  CreateEventTrigStmt: ({ trigname = '' }) => [drop('EVENT TRIGGER', identifier(trigname))],
  AlterTableStmt: (node, known, text) => tableReversal(node, known, text),
  RenameStmt: ({ renameType, relationType, relation: table, object, subname, newname = '' }) => {
    const kind = wordsOf(renameType);
    if (kind === null) return null;
    if (table === undefined) {
      const parts = object === undefined && subname !== undefined ? [subname] : partsOf(object);
      const types = as(object, 'ObjectWithArgs');
      const args = types === null ? '' : `(${argumentTypes(types)})`;
      const now = dotted([...parts.slice(0, -1), newname]);
      return [statement(`ALTER ${kind} ${now}${args} RENAME TO ${identifier(parts.at(-1) ?? '')}`)];
    }
    if (subname === undefined) {
      const now = relation({ ...table, relname: newname });
      return [statement(`ALTER ${kind} ${now} RENAME TO ${identifier(table.relname ?? '')}`)];
    }
    const from = identifier(newname);
    const to = identifier(subname);
    if (['TRIGGER', 'RULE', 'POLICY'].includes(kind)) {
      return [statement(`ALTER ${kind} ${from} ON ${relation(table)} RENAME TO ${to}`)];
    }
    const part = kind === 'ATTRIBUTE' ? 'ATTRIBUTE' : kind;
    const head =
      kind === 'ATTRIBUTE'
        ? 'TYPE'
        : kind === 'CONSTRAINT'
          ? 'TABLE'
          : (wordsOf(relationType) ?? 'TABLE');
    return [statement(`ALTER ${head} ${relation(table)} RENAME ${part} ${from} TO ${to}`)];
  },
  AlterObjectSchemaStmt: ({ objectType, relation: table, object, newschema = '' }) => {
    const kind = wordsOf(objectType);
    const parts =
      table === undefined ? partsOf(object) : [table.schemaname ?? 'public', table.relname ?? ''];
    const name = parts.at(-1);
    if (kind === null || name === undefined) return null;
    const types = as(object, 'ObjectWithArgs');
    const args = types === null ? '' : `(${argumentTypes(types)})`;
    const old = identifier(parts.at(-2) ?? 'public');
    return [statement(`ALTER ${kind} ${dotted([newschema, name])}${args} SET SCHEMA ${old}`)];
  },
  AlterEnumStmt: ({ typeName, oldVal, newVal = '' }, known, text) => {
    if (oldVal === undefined) {
      return [
        todo(l10n.t('a value of an enumeration can’t be dropped; make the type anew:'), text),
      ];
    }
    const name = dotted(strings(typeName));
    return [statement(`ALTER TYPE ${name} RENAME VALUE ${quote(newVal)} TO ${quote(oldVal)}`)];
  },
  DropStmt: ({ objects, removeType, missing_ok: mayMiss }, known, text) => {
    const found = (objects ?? []).map((object) =>
      known.dropped(removeType, partsOf(object), object),
    );
    if (found.every((each) => each !== null)) return found.toReversed().flat();
    return mayMiss && known.hasSchema
      ? found.flatMap((each) => each ?? [])
      : [todo(l10n.t('make again what this dropped:'), text)];
  },
  CommentStmt: ({ objtype, object }, known, text) => {
    const target = /^comment\s+on\s+(.*?)\s+is\s+(?:null|e?'|u&'|\$)/is.exec(text)?.[1];
    if (target === undefined) return null;
    const parts = partsOf(object);
    if (known.isMadeName(parts.at(-1)) || known.isMadeName(parts.at(-2))) return [];
    const previous = known.commentOn(objtype, parts) ?? 'NULL';
    return [
      ...(known.hasSchema ? [] : known.unlessKnown(text)),
      statement(`COMMENT ON ${target} IS ${previous}`),
    ];
  },
  GrantStmt: (node, known, text) => {
    const tables = allOf(node.objects, 'RangeVar');
    if (tables.length > 0 && tables.every((each) => known.isMade(each))) return [];
    const flipped = reverseGrant(text);
    return flipped === null ? null : [statement(flipped)];
  },
  AlterDefaultPrivilegesStmt: (_, known, text) => {
    const flipped = reverseGrant(text);
    return flipped === null ? null : [statement(flipped)];
  },
  InsertStmt: ({ relation: table }, known, text) =>
    known.isMade(table)
      ? []
      : reverseInsert(text, { start: 0, end: text.length }, 'postgres', (name, schema) =>
          known.keyOf(name, schema),
        ),
  UpdateStmt: ({ relation: table }, known) => (known.isMade(table) ? [] : null),
  DeleteStmt: ({ relation: table }, known) => (known.isMade(table) ? [] : null),
  AlterSeqStmt: ({ sequence }, known) =>
    known.again('sequence', sequence?.schemaname, sequence?.relname) === null
      ? null
      : known.alteredSequence(sequence?.schemaname, sequence?.relname ?? '', relation(sequence)),
};

const DEFINED: Readonly<Record<string, string>> = {
  OBJECT_TYPE: 'TYPE',
  OBJECT_COLLATION: 'COLLATION',
  OBJECT_TSCONFIGURATION: 'TEXT SEARCH CONFIGURATION',
  OBJECT_TSDICTIONARY: 'TEXT SEARCH DICTIONARY',
};

function dropRelation(
  kind: string,
  table: RangeVar | undefined,
  known: Known,
): readonly Step[] | null {
  if (table?.relname === undefined) return null;
  if (table.relpersistence === 't') return [];
  const step = drop(kind, relation(table));
  known.make(table, step);
  return [step];
}

function onTable(
  kind: string,
  name: string,
  table: RangeVar | undefined,
  known: Known,
  notes: readonly Step[],
): readonly Step[] {
  if (known.isMade(table)) return [];
  const previous = known.part(kind.toLowerCase() as 'trigger', name, table);
  const gone = statement(`DROP ${kind} ${identifier(name)} ON ${relation(table)}`);
  return previous === null ? [...notes, gone] : [gone, ...previous];
}

function drop(kind: string, name: string): Step {
  return statement(`DROP ${kind} ${name}`);
}

function quote(text: string): string {
  return `'${text.replaceAll("'", "''")}'`;
}

function argumentTypes({ objargs }: NodeOf<'ObjectWithArgs'>): string {
  return inputTypes(
    allOf(objargs, 'TypeName').map((argType): Node => ({ FunctionParameter: { argType } })),
  );
}

/** As ALTER calls it. */
function wordsOf(type: ObjectType | undefined): string | null {
  if (type === undefined) return null;
  return UNLIKE[type] ?? type.replace('OBJECT_', '').replaceAll('_', ' ');
}

const UNLIKE: Partial<Record<ObjectType, string>> = {
  OBJECT_MATVIEW: 'MATERIALIZED VIEW',
  OBJECT_TABCONSTRAINT: 'CONSTRAINT',
  OBJECT_STATISTIC_EXT: 'STATISTICS',
  OBJECT_FDW: 'FOREIGN DATA WRAPPER',
};
