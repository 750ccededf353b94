import * as l10n from '@vscode/l10n';
import type { ParsedStatement } from '../../../grammar/parse.ts';
import type { NodeKind } from '../../../grammar/tree.ts';
import type { Schemas } from '../../../schema/schema.ts';
import { todo, type Step } from '../../draft.ts';
import { ALTERED_TABLES } from './altered-table.ts';
import { CHANGED } from './changed.ts';
import { COMMENTED } from './commented.ts';
import { CREATED } from './created.ts';
import { DROPPED } from './dropped.ts';
import { GRANTED } from './granted.ts';
import { RENAMED } from './renamed.ts';
import { ROUTINES } from './routines.ts';
import { ROWS } from './rows.ts';
import { Scene, type Reverse, type Reverses } from './scene.ts';
import { SearchPath } from './search-path.ts';
import { VIEWS } from './views.ts';

/** What takes a script's statements back, the last of them first. */
export function postgresReversal(
  sql: string,
  parsed: readonly ParsedStatement[],
  schemas: Schemas | null,
): readonly Step[] {
  const scene = new Scene(schemas);
  const path = new SearchPath(scene);
  const steps = parsed.map((each) => {
    const text = sql.slice(each.start, each.end);
    path.follow(each.tree, text);
    return path.within(reversalOf(each, scene, text));
  });
  return path.set(scene.lineage.wayBack(steps));
}

function reversalOf({ tree }: ParsedStatement, scene: Scene, text: string): readonly Step[] {
  const unknown = [todo(l10n.t('take back what this did, where it can be:'), text)];
  if (tree === null) return unknown;
  const [[kind, node]] = Object.entries(tree) as [[NodeKind, never]];
  if (HARMLESS.has(kind)) return [];
  for (const each of STATEMENTS) {
    const reverse = each[kind] as Reverse<NodeKind> | undefined;
    const steps = reverse?.(node, scene, text) ?? null;
    if (steps !== null) return steps;
  }
  return unknown;
}

/** What leaves nothing behind, or what the session forgets. */
const HARMLESS: ReadonlySet<NodeKind> = new Set<NodeKind>([
  ...['VariableSetStmt', 'VariableShowStmt', 'RefreshMatViewStmt'],
  ...['VacuumStmt', 'ReindexStmt', 'LockStmt', 'TransactionStmt', 'ConstraintsSetStmt'],
  ...['NotifyStmt', 'ExplainStmt', 'DiscardStmt', 'CheckPointStmt', 'ClusterStmt'],
] as readonly NodeKind[]);

const STATEMENTS: readonly Reverses[] = [
  ...[CREATED, ROUTINES, VIEWS, RENAMED, DROPPED, ALTERED_TABLES, CHANGED],
  ...[COMMENTED, GRANTED, ROWS],
];
