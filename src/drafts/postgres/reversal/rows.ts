import type { Node } from '@pgsql/types';
import { allOf } from '../../../grammar/tree.ts';
import { rowsLost, todo } from '../../draft.ts';
import { reverseInsert } from '../../insert.ts';
import type { Reverses, Scene } from './scene.ts';

/** Rows that are spelled out can be deleted; others, and what was in them, come from a backup. */
export const ROWS: Reverses = {
  InsertStmt: ({ relation: table }, scene, text) => {
    if (scene.lineage.isMade(scene.names.relation(table))) return [];
    const range = { start: 0, end: text.length };
    return reverseInsert(text, range, 'postgres', (name, schema) => {
      const path = scene.names.path('relation', schema === null ? [name] : [schema, name]);
      return scene.earlier.keyOf(scene.lineage.before(path));
    });
  },
  UpdateStmt: ({ relation: table, targetList }, scene, text) => {
    const path = scene.names.relation(table);
    const isNew = allOf(targetList, 'ResTarget').every(({ name = '' }) =>
      scene.lineage.isMade([...path, 'column', name]),
    );
    return isNew ? [] : [todo(rowsLost(), text)];
  },
  DeleteStmt: ({ relation: table }, scene, text) =>
    scene.lineage.isMade(scene.names.relation(table)) ? [] : [todo(rowsLost(), text)],
  TruncateStmt: ({ relations }, scene, text) =>
    areMade(relations, scene) ? [] : [todo(rowsLost(), text)],
  CopyStmt: ({ relation: table, is_from: isFrom }, scene) =>
    !isFrom || scene.lineage.isMade(scene.names.relation(table)) ? [] : null,
};

function areMade(relations: readonly Node[] | undefined, scene: Scene): boolean {
  return allOf(relations, 'RangeVar').every((table) =>
    scene.lineage.isMade(scene.names.relation(table)),
  );
}
