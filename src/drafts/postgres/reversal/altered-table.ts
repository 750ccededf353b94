import * as l10n from '@vscode/l10n';
import type { AlterTableCmd } from '@pgsql/types';
import { allOf } from '../../../grammar/tree.ts';
import { statement, todo, type Step } from '../../draft.ts';
import type { Path } from '../../lineage.ts';
import { relation, relationParts } from '../written-names.ts';
import { COLUMN_ACTIONS } from './altered-column.ts';
import { CONSTRAINT_ACTIONS } from './altered-constraint.ts';
import { settingsBack } from './altered-settings.ts';
import type { Reverses, Scene } from './scene.ts';

/** ALTER TABLE, and what is altered like one, action by action. */
export const ALTERED_TABLES: Reverses = {
  AlterTableStmt: ({ relation: table, cmds, objtype = 'OBJECT_TABLE' }, scene, text) => {
    const words = WORDS[objtype];
    if (words === undefined) return null;
    const isType = objtype === 'OBJECT_TYPE';
    const path = isType
      ? scene.names.path('type', relationParts(table))
      : scene.names.relation(table);
    if (scene.lineage.isMade(path)) return [];
    const head = `ALTER ${words} ${relation(table)}`;
    const altered: Altered = { path, head, part: isType ? 'ATTRIBUTE' : 'COLUMN', scene };
    const steps = allOf(cmds, 'AlterTableCmd').map((command) => back(command, altered));
    const found = steps.toReversed().flatMap((each) => each ?? []);
    const rest = l10n.t('take back what this did, where it can be:');
    return steps.includes(null) ? [...found, todo(rest, text)] : found;
  },
};

/** What is altered, and where. */
export interface Altered {
  readonly path: Path;
  /** Such as `ALTER TABLE t`. */
  readonly head: string;
  readonly part: 'COLUMN' | 'ATTRIBUTE';
  readonly scene: Scene;
}

/** @returns null: it can't be told; strings follow what is altered, in the order in which they run */
export type Action = (
  command: AlterTableCmd,
  altered: Altered,
) => readonly (Step | string)[] | null;

function back(command: AlterTableCmd, altered: Altered): readonly Step[] | null {
  const { subtype = '', name } = command;
  const action = COLUMN_ACTIONS[subtype] ?? CONSTRAINT_ACTIONS[subtype] ?? settingsBack;
  const found = action(command, altered);
  if (found === null) return null;
  const steps = found.map((each) =>
    typeof each === 'string' ? statement(`${altered.head} ${each}`) : each,
  );
  const isOfColumn = subtype in COLUMN_ACTIONS && name !== undefined;
  const path = isOfColumn ? [...altered.path, 'column', name] : altered.path;
  return altered.scene.lineage.about(path, steps);
}

const WORDS: Readonly<Record<string, string>> = {
  ...{ OBJECT_TABLE: 'TABLE', OBJECT_VIEW: 'VIEW', OBJECT_TYPE: 'TYPE', OBJECT_INDEX: 'INDEX' },
  ...{ OBJECT_MATVIEW: 'MATERIALIZED VIEW', OBJECT_SEQUENCE: 'SEQUENCE' },
  OBJECT_FOREIGN_TABLE: 'FOREIGN TABLE',
};
