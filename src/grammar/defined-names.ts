import type { AlterTableCmd, Node, ObjectType, RangeVar, RenameStmt } from '@pgsql/types';
import type { NameUse } from '../sql/name-use.ts';
import { Definitions } from './definitions.ts';
import type { StatementNames } from './statement-names.ts';
import { allOf, as, strings, type NodeKind, type NodeOf } from './tree.ts';
import type { Subjects } from './used-names.ts';

/** Finds what a statement makes, changes or drops, and tells what it does to relations. */
export function definedNames(tree: Node, names: StatementNames): Subjects {
  const to = new Definitions(names);
  const [[kind, node]] = Object.entries(tree) as [[NodeKind, never]];
  const table = STATEMENTS[kind]?.(node, to) ?? null;
  return { relations: to.relations, table };
}

/** @returns the table whose columns and the like the statement defines */
type Define<K extends NodeKind> = (node: NodeOf<K>, to: Definitions) => RangeVar | undefined;

const STATEMENTS: { readonly [K in NodeKind]?: Define<K> } = {
  CreateStmt: ({ relation, tableElts }, to) => {
    to.relation(relation, 'table', 'creates');
    to.elements(tableElts, relation);
    return relation;
  },
  CreateForeignTableStmt: ({ base }, to) => {
    to.relation(base?.relation, 'foreign table', 'creates');
    to.elements(base?.tableElts, base?.relation);
    return base?.relation;
  },
  CreateTableAsStmt: ({ into, objtype }, to) => {
    to.relation(into?.rel, nameOf(objtype), 'creates');
  },
  SelectStmt: ({ intoClause }, to) => {
    to.relation(intoClause?.rel, 'table', 'creates');
  },
  ViewStmt: ({ view }, to) => {
    to.relation(view, 'view', 'creates');
  },
  CreateSeqStmt: ({ sequence }, to) => {
    to.relation(sequence, 'sequence', 'creates');
  },
  AlterSeqStmt: ({ sequence }, to) => {
    to.relation(sequence, 'sequence', 'changes');
  },
  IndexStmt: ({ idxname, relation, indexParams, indexIncludingParams }, to) => {
    if (idxname !== undefined) to.object('index', [idxname], 'creates');
    to.relation(relation, 'table', 'changes');
    to.keys(indexParams, relation);
    to.keys(indexIncludingParams, relation);
    return relation;
  },
  CompositeTypeStmt: ({ typevar }, to) => {
    to.relation(typevar, 'type', 'creates');
  },
  CreateEnumStmt: ({ typeName }, to) => {
    to.object('type', strings(typeName), 'creates');
  },
  CreateRangeStmt: ({ typeName }, to) => {
    to.object('type', strings(typeName), 'creates');
  },
  AlterEnumStmt: ({ typeName }, to) => {
    to.object('type', strings(typeName), 'changes');
  },
  CreateDomainStmt: ({ domainname }, to) => {
    to.object('domain', strings(domainname), 'creates');
  },
  AlterDomainStmt: ({ typeName }, to) => {
    to.object('domain', strings(typeName), 'changes');
  },
  DefineStmt: ({ kind, defnames }, to) => {
    to.object(nameOf(kind), strings(defnames), 'creates');
  },
  CreateFunctionStmt: ({ is_procedure: isProcedure, funcname }, to) => {
    to.object(isProcedure ? 'procedure' : 'function', strings(funcname), 'creates');
  },
  AlterFunctionStmt: ({ objtype, func }, to) => {
    to.object(nameOf(objtype), strings(func?.objname), 'changes');
  },
  CreateSchemaStmt: ({ schemaname }, to) => {
    if (schemaname !== undefined) to.object('schema', [schemaname], 'creates');
  },
  CreateExtensionStmt: ({ extname }, to) => {
    if (extname !== undefined) to.object('extension', [extname], 'creates');
  },
  CreateTrigStmt: ({ trigname, relation, funcname }, to) => {
    to.part('trigger', trigname, relation, 'creates');
    to.relation(relation, 'table', 'changes');
    to.object('function', strings(funcname), 'refers');
    return relation;
  },
  RuleStmt: ({ rulename, relation }, to) => {
    to.part('rule', rulename, relation, 'creates');
    to.relation(relation, 'table', 'changes');
    return relation;
  },
  CreatePolicyStmt: ({ policy_name: name, table }, to) => {
    to.part('policy', name, table, 'creates');
    to.relation(table, 'table', 'changes');
    return table;
  },
  AlterPolicyStmt: ({ policy_name: name, table }, to) => {
    to.part('policy', name, table, 'changes');
    to.relation(table, 'table', 'changes');
    return table;
  },
  AlterTableStmt: ({ relation, cmds, objtype }, to) => {
    to.relation(relation, nameOf(objtype), 'changes');
    for (const each of allOf(cmds, 'AlterTableCmd')) alter(each, relation, to);
    return relation;
  },
  RenameStmt: rename,
  AlterObjectSchemaStmt: ({ objectType, relation, object, newschema }, to) => {
    to.relation(relation, nameOf(objectType), 'changes');
    to.object(nameOf(objectType), partsOf(object), 'changes');
    if (newschema !== undefined) to.object('schema', [newschema], 'refers');
  },
  AlterOwnerStmt: ({ objectType, object }, to) => {
    to.object(nameOf(objectType), partsOf(object), 'changes');
  },
  DropStmt: ({ objects, removeType }, to) => {
    for (const each of objects ?? []) nameObject(removeType, each, 'drops', to);
  },
  CommentStmt: ({ objtype, object }, to) => {
    nameObject(objtype, object, 'changes', to);
  },
  InsertStmt: ({ relation }, to) => {
    to.relation(relation, 'table', 'changes');
  },
  UpdateStmt: ({ relation }, to) => {
    to.relation(relation, 'table', 'changes');
  },
  DeleteStmt: ({ relation }, to) => {
    to.relation(relation, 'table', 'changes');
  },
  MergeStmt: ({ relation }, to) => {
    to.relation(relation, 'table', 'changes');
  },
  CopyStmt: ({ relation, is_from: writes, attlist }, to) => {
    to.relation(relation, 'table', writes ? 'changes' : 'refers');
    for (const name of strings(attlist)) to.part('column', name, relation, 'refers');
  },
  TruncateStmt: ({ relations }, to) => {
    for (const each of allOf(relations, 'RangeVar')) to.relation(each, 'table', 'changes');
  },
};

function alter(command: AlterTableCmd, relation: RangeVar | undefined, to: Definitions): void {
  const { subtype = '', name, def } = command;
  if (def !== undefined) to.elements([def], relation);
  if (name === undefined) return;
  if (subtype === 'AT_DropColumn') to.part('column', name, relation, 'drops');
  else if (subtype === 'AT_DropConstraint') to.part('constraint', name, relation, 'drops');
  else if (subtype === 'AT_ValidateConstraint') to.part('constraint', name, relation, 'changes');
  else if (subtype.endsWith('Trig')) to.part('trigger', name, relation, 'changes');
  else if (COLUMN_CHANGES.test(subtype)) to.part('column', name, relation, 'changes');
}

const COLUMN_CHANGES =
  /^AT_(?:AlterColumn|ColumnDefault|(?:Set|Drop)(?:NotNull|Expression|Identity)|AddIdentity|Set(?:Statistics|Options|Storage|Compression)|ResetOptions)/;

function rename(statement: RenameStmt, to: Definitions): RangeVar | undefined {
  const { renameType, relation, object, subname, newname = '' } = statement;
  const kind = nameOf(renameType);
  if (relation === undefined) {
    // A schema, a role and the like is no node.
    const parts = object === undefined && subname !== undefined ? [subname] : partsOf(object);
    to.object(kind, parts, 'changes');
    to.object(kind, [...parts.slice(0, -1), newname], 'creates', parts.at(-1));
  } else if (subname === undefined) {
    const { schemaname, relname } = relation;
    to.relation(relation, kind, 'changes');
    to.object(kind, [...(schemaname ? [schemaname] : []), newname], 'creates', relname);
  } else {
    // `ALTER TRIGGER a ON b` names the part first, `ALTER TABLE b RENAME a` the table.
    const isFirst = PARTS_FIRST.includes(kind);
    if (!isFirst) to.relation(relation, 'table', 'changes');
    to.part(kind, subname, relation, 'changes');
    if (isFirst) to.relation(relation, 'table', 'changes');
    to.part(kind, newname, relation, 'creates', subname);
  }
  return undefined;
}

const PARTS_FIRST = ['trigger', 'rule', 'policy'];

/** Of `DROP` and `COMMENT ON`. */
function nameObject(
  type: ObjectType | undefined,
  object: Node | undefined,
  role: NameUse['role'],
  to: Definitions,
): void {
  const kind = nameOf(type);
  const parts = partsOf(object);
  if (![...PARTS_FIRST, 'constraint', 'column'].includes(kind)) {
    to.object(kind, parts, role);
    return;
  }
  const [schemaname, relname] = [parts.at(-3), parts.at(-2)];
  const table = {
    ...(schemaname !== undefined && { schemaname }),
    ...(relname !== undefined && { relname }),
  };
  to.part(kind, parts.at(-1), table, role);
  // The table follows behind ON; with a column it is one name.
  if (kind !== 'column') to.object('table', parts.slice(0, -1), 'changes');
}

function partsOf(object: Node | undefined): readonly string[] {
  const { sval } = as(object, 'String') ?? {};
  if (sval !== undefined) return [sval];
  const type = as(object, 'TypeName');
  const routine = as(object, 'ObjectWithArgs');
  return strings(as(object, 'List')?.items ?? type?.names ?? routine?.objname);
}

/** Such as `materialized view`: as SQL calls it. */
function nameOf(type: ObjectType = 'OBJECT_TABLE'): string {
  return UNLIKE[type] ?? type.replace('OBJECT_', '').replaceAll('_', ' ').toLowerCase();
}

const UNLIKE: Partial<Record<ObjectType, string>> = {
  OBJECT_MATVIEW: 'materialized view',
  OBJECT_TABCONSTRAINT: 'constraint',
  OBJECT_STATISTIC_EXT: 'statistics',
  OBJECT_FDW: 'foreign data wrapper',
};
