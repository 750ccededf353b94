import * as l10n from '@vscode/l10n';
import { as } from '../../grammar/tree.ts';
import { apart } from '../apart.ts';
import type { Finding, TreeRule, TreeScript } from '../rule.ts';
import { refusedInTransaction } from './no-transaction.ts';
import { treesIn, type TreeStatement } from './statements.ts';

export const severalStatements: TreeRule = { id: 'several-statements', level: 'warning', check };

function check(script: TreeScript): readonly Finding[] {
  if (script.script.transactional || script.direction === 'down') return [];
  const [, second] = changesIn(script);
  if (second === undefined) return [];
  const refused = new Set(refusedInTransaction(script).map(({ form }) => form));
  const fix = apart((statement) => refused.has(statement), script);
  return [
    {
      range: second.form.head,
      message: l10n.t(
        'This migration runs without a transaction: if it fails here, what precedes stays. Give each change a migration of its own.',
      ),
      ...(fix && { fix }),
    },
  ];
}

/** What would stay; a transaction of the script's own counts as one, by what ends it. */
function changesIn(script: TreeScript): readonly TreeStatement[] {
  let inTransaction = false;
  return treesIn(script).filter(({ tree }) => {
    const transaction = as(tree, 'TransactionStmt');
    if (transaction === null) return !inTransaction && !leavesNothing(tree);
    inTransaction = BEGINS.includes(transaction.kind ?? '');
    return transaction.kind === 'TRANS_STMT_COMMIT';
  });
}

const BEGINS = ['TRANS_STMT_BEGIN', 'TRANS_STMT_START'];

/** Settings of the session, and what can be done again and again. */
function leavesNothing(tree: TreeStatement['tree']): boolean {
  const drop = as(tree, 'DropStmt');
  return (
    HARMLESS.some((kind) => kind in tree) ||
    (drop?.removeType === 'OBJECT_INDEX' && drop.missing_ok === true)
  );
}

const HARMLESS = [
  ...['VariableSetStmt', 'VariableShowStmt', 'SelectStmt', 'VacuumStmt', 'CheckPointStmt'],
  ...['DiscardStmt', 'ReindexStmt', 'ClusterStmt', 'RefreshMatViewStmt'],
];
