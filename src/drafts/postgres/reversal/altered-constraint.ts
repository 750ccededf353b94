import type { Constraint } from '@pgsql/types';
import { as, strings } from '../../../grammar/tree.ts';
import { statement, type Step } from '../../draft.ts';
import { identifier } from '../../names.ts';
import type { Path } from '../../lineage.ts';
import { columnParts } from '../sql/column.ts';
import { creationSteps } from '../sql/create.ts';
import type { Action, Altered } from './altered-table.ts';

export const CONSTRAINT_ACTIONS: Readonly<Record<string, Action>> = {
  AT_AddConstraint: ({ def }, altered) => {
    const { path, scene, head } = altered;
    const constraint = as(def, 'Constraint') ?? {};
    const words = KINDS[constraint.contype ?? ''] ?? '?';
    const name =
      constraint.conname ?? constraint.indexname ?? scene.given.take('constraint', path, words);
    if (name === null) return null;
    const drop = (written: string): Step => statement(`${head} DROP CONSTRAINT ${written}`);
    const made = scene.lineage.make([...path, 'constraint', name], identifier(name), drop);
    return [...made, ...indexAgain(constraint, altered), ...nullable(constraint, altered)];
  },
  AT_DropConstraint: ({ name = '', missing_ok: mayMiss = false }, { path, scene }) =>
    scene.lineage.drop([...path, 'constraint', name], (before) => {
      const { schema } = scene.earlier;
      const found = scene.earlier.find(before);
      if (found !== null && schema !== null) return creationSteps(found, schema);
      return mayMiss && schema !== null ? [] : null;
    }),
  // What can be validated is valid, and stays so.
  AT_ValidateConstraint: () => [],
};

const KINDS: Readonly<Record<string, string>> = {
  CONSTR_PRIMARY: 'PRIMARY KEY',
  CONSTR_UNIQUE: 'UNIQUE',
  CONSTR_FOREIGN: 'FOREIGN KEY',
  CONSTR_CHECK: 'CHECK',
  CONSTR_EXCLUSION: 'EXCLUDE',
};

/** An index that has become a constraint's goes with that. */
function indexAgain({ indexname }: Constraint, { path, scene }: Altered): readonly Step[] {
  if (indexname === undefined) return [];
  const { earlier, lineage } = scene;
  return (
    lineage.drop([path[0] ?? '', 'relation', indexname], (before) => {
      const found = earlier.find(before);
      return found && earlier.schema && creationSteps(found, earlier.schema);
    }) ?? []
  );
}

/** A primary key leaves its columns NOT NULL when it goes. */
function nullable({ contype, keys }: Constraint, { path, scene }: Altered): readonly string[] {
  if (contype !== 'CONSTR_PRIMARY') return [];
  return strings(keys).flatMap((name) => {
    const column: Path = [...path, 'column', name];
    const found = scene.earlier.find(scene.lineage.before(column));
    const isLoose = found !== null && columnParts(found.definition).notNull === '';
    return isLoose ? [`ALTER COLUMN ${identifier(name)} DROP NOT NULL`] : [];
  });
}
