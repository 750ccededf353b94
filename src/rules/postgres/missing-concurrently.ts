import * as l10n from '@vscode/l10n';
import { allOf, as, strings } from '../../grammar/tree.ts';
import type { ObjectName } from '../../sql/reader.ts';
import { insertion } from '../insertion.ts';
import { NameSet } from '../name-set.ts';
import { edited, isSetting, withOneChanged, type Piece } from '../pieces.ts';
import type { Finding, RuleFix, ScriptEdit, TreeRule, TreeScript } from '../rule.ts';
import { liveTables, textOf } from './live-tables.ts';
import { nameFrom, nameOf, statementsIn, treesIn, type TreeStatement } from './statements.ts';

export const missingConcurrently: TreeRule = {
  id: 'missing-concurrently',
  level: 'warning',
  check,
};

/** A statement that could do with a weaker lock. */
interface Lack extends TreeStatement {
  readonly message: string;
  /** Where `CONCURRENTLY` belongs; null: a word alone doesn't do. */
  readonly edit: ScriptEdit | null;
  /** With the word it runs in no transaction. */
  readonly alone: boolean;
  /** What takes it back. */
  readonly down?: string;
}

/** What each statement is judged by. */
interface Whole extends TreeScript {
  readonly isLive: ReturnType<typeof liveTables>;
  /** Indexes that the script makes itself. */
  readonly indexes: NameSet;
  /** One statement, whatever is set for it. */
  readonly isSingle: boolean;
}

function check(script: TreeScript): readonly Finding[] {
  if (script.direction === 'down') return [];
  const whole: Whole = {
    ...script,
    isLive: liveTables(script),
    indexes: new NameSet(indexesMadeBy(script)),
    isSingle: script.statements.filter((each) => !isSetting(each, script)).length === 1,
  };
  return treesIn(script)
    .flatMap((statement) => lackOf(statement, whole) ?? [])
    .map((lack): Finding => {
      const fix = concurrently(lack, whole);
      return { range: rangeOf(lack), message: lack.message, ...(fix && { fix }) };
    });
}

function rangeOf({ form }: Lack): Finding['range'] {
  return form.kind === 'create' || form.kind === 'drop' ? form.head : form;
}

function lackOf(statement: TreeStatement, script: Whole): Lack | null {
  const { tree } = statement;
  return (
    (as(tree, 'IndexStmt') && creation(statement, script)) ??
    (as(tree, 'DropStmt') && drop(statement, script)) ??
    (as(tree, 'ReindexStmt') && reindex(statement, script)) ??
    (as(tree, 'RefreshMatViewStmt') && refresh(statement, script)) ??
    (as(tree, 'AlterTableStmt') && detach(statement, script))
  );
}

function creation(statement: TreeStatement, script: Whole): Lack | null {
  const { tree, form } = statement;
  const index = as(tree, 'IndexStmt');
  if (index?.relation === undefined || index.concurrent || form.kind !== 'create') return null;
  // ON ONLY is the way to build the indexes of a partitioned table one by one.
  if (!index.relation.inh || !script.isLive(nameOf(index.relation), form.start)) return null;
  const message = l10n.t(
    'Until the index is built, nobody can write to {0}. CREATE INDEX CONCURRENTLY lets them, in a migration without a transaction.',
    index.relation.relname ?? '',
  );
  // IF NOT EXISTS would take the invalid index of a failed attempt for this one.
  const reader = script.read({ start: form.head.start, end: form.end });
  reader.skipTo('index');
  reader.take();
  const edit = { start: reader.rest.start, end: form.nameStart, text: 'CONCURRENTLY ' };
  const name = form.name && textOf(form.name, script);
  const down = name === null ? {} : { down: `DROP INDEX CONCURRENTLY IF EXISTS ${name};` };
  return { ...statement, message, edit, alone: true, ...down };
}

function drop(statement: TreeStatement, script: Whole): Lack | null {
  const { tree, form } = statement;
  const node = as(tree, 'DropStmt');
  if (node?.removeType !== 'OBJECT_INDEX' || node.concurrent || form.kind !== 'drop') return null;
  const names = allOf(node.objects, 'List').map(({ items }) => nameFrom(strings(items)));
  if (names.every((name) => script.indexes.has(name))) return null;
  const message = l10n.t(
    'Until the table of {0} is free, nobody else gets to it. DROP INDEX CONCURRENTLY waits without that, in a migration without a transaction.',
    names.map(({ name }) => name).join(', '),
  );
  // It takes one index, and no CASCADE.
  const isPossible = names.length === 1 && node.behavior !== 'DROP_CASCADE';
  const at = script.read(form);
  at.accept('drop', 'index');
  const edit = isPossible ? insertion(at.rest.start, 'CONCURRENTLY ') : null;
  return { ...statement, message, edit, alone: true };
}

function indexesMadeBy(script: TreeScript): readonly ObjectName[] {
  return statementsIn(script, 'IndexStmt').map(({ node }) => ({
    schema: node.relation?.schemaname ?? null,
    name: node.idxname ?? '',
  }));
}

function reindex(statement: TreeStatement, script: Whole): Lack | null {
  const { tree, form } = statement;
  const node = as(tree, 'ReindexStmt');
  const isConcurrent = allOf(node?.params, 'DefElem').some(
    ({ defname }) => defname === 'concurrently',
  );
  if (node === null || isConcurrent || node.kind === 'REINDEX_OBJECT_SYSTEM') return null;
  if ((script.serverVersion ?? 12) < 12) return null;
  const isTable = node.kind === 'REINDEX_OBJECT_TABLE';
  if (isTable && !script.isLive(nameOf(node.relation), form.start)) return null;
  const message = l10n.t(
    'Until the indexes are built anew, nobody can write to their tables, nor read by these indexes. REINDEX … CONCURRENTLY lets them, in a migration without a transaction.',
  );
  const reader = script.read(form);
  reader.accept('reindex');
  reader.group();
  reader.take();
  return {
    ...statement,
    ...{ message, edit: insertion(reader.rest.start, 'CONCURRENTLY '), alone: true },
  };
}

function refresh(statement: TreeStatement, script: Whole): Lack | null {
  const { tree, form } = statement;
  const node = as(tree, 'RefreshMatViewStmt');
  if (node === null || node.concurrent || node.skipData) return null;
  if (!script.isLive(nameOf(node.relation), form.start)) return null;
  const message = l10n.t(
    'Until {0} is filled anew, nobody can read it. REFRESH MATERIALIZED VIEW CONCURRENTLY lets them, if it has a unique index.',
    node.relation?.relname ?? '',
  );
  const reader = script.read(form);
  reader.accept('refresh', 'materialized', 'view');
  return {
    ...statement,
    ...{ message, edit: insertion(reader.rest.start, 'CONCURRENTLY '), alone: false },
  };
}

function detach(statement: TreeStatement, script: Whole): Lack | null {
  const { tree, form, parsed } = statement;
  const node = as(tree, 'AlterTableStmt');
  const command = allOf(node?.cmds, 'AlterTableCmd').find(
    ({ subtype }) => subtype === 'AT_DetachPartition',
  );
  const partition = as(command?.def, 'PartitionCmd');
  if (partition === null || partition.concurrent || (script.serverVersion ?? 14) < 14) return null;
  if (!script.isLive(nameOf(node?.relation), form.start)) return null;
  const message = l10n.t(
    'Until {0} is free, nobody else gets to it or to {1}. DETACH PARTITION … CONCURRENTLY waits without that, in a migration without a transaction.',
    ...[node?.relation?.relname ?? '', partition.name?.relname ?? ''],
  );
  return { ...statement, message, edit: insertion(parsed.end, ' CONCURRENTLY'), alone: true };
}

function concurrently({ edit, alone, down, form }: Lack, script: Whole): RuleFix | null {
  if (edit === null) return null;
  const inserted = { title: l10n.t('Insert CONCURRENTLY'), edits: [edit] };
  if (!alone || !script.script.transactional) return inserted;
  if (script.isSingle) return { ...inserted, withoutTransaction: true };
  const change = (piece: Piece): readonly Piece[] => [
    { ...edited(piece, edit), alone, ...(down !== undefined && { down }) },
  ];
  const parts = withOneChanged(form, change, script);
  return parts && { title: l10n.t('Insert CONCURRENTLY, in a migration of its own'), ...parts };
}
