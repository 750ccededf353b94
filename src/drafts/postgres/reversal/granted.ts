import type { Node } from '@pgsql/types';
import { as, type NodeOf } from '../../../grammar/tree.ts';
import { compareSchemas } from '../../../schema/compare.ts';
import type { SchemaChange, SchemaObject } from '../../../schema/schema.ts';
import { statement, type Step } from '../../draft.ts';
import type { Path } from '../../lineage.ts';
import { privilegeChange } from '../sql/privileges.ts';
import { partsOf } from '../written-names.ts';
import { flippedGrant } from './flipped-grant.ts';
import { namedRoutine } from './routines.ts';
import type { Reverses, Scene } from './scene.ts';

/** What is granted is revoked, and the other way about, as far as it was not so before. */
export const GRANTED: Reverses = {
  GrantStmt: (node, scene, text) => {
    const targets = targetsOf(node, scene);
    if (targets?.every((path) => scene.lineage.isMade(path))) return [];
    const isStill = targets?.every((path) => isSame(path, scene.lineage.before(path))) ?? false;
    const { before, after } = scene.schemas ?? {};
    if (!isStill || targets === null || before === undefined || !after) return flipped(text);
    return compareSchemas(after, before)
      .filter((change) => targets.some((path) => isOn(path, change)))
      .flatMap((change) => privilegeChange(change, before));
  },
  AlterDefaultPrivilegesStmt: (_, scene, text) => {
    const { before, after } = scene.schemas ?? {};
    if (before === undefined || !after) return flipped(text);
    return compareSchemas(after, before)
      .filter((change) => objectOf(change).kind === 'default privilege')
      .flatMap((change) => privilegeChange(change, before));
  },
  GrantRoleStmt: (_, scene, text) => flipped(text),
};

function flipped(text: string): readonly Step[] | null {
  const sql = flippedGrant(text);
  return sql === null ? null : [statement(sql)];
}

/** Null: not told one by one. */
function targetsOf(
  { objects = [], targtype, objtype }: NodeOf<'GrantStmt'>,
  scene: Scene,
): readonly Path[] | null {
  if (targtype !== 'ACL_TARGET_OBJECT') return null;
  const paths = objects.map((object) => targetOf(object, objtype, scene));
  return paths.includes(null) ? null : paths.flatMap((path) => (path === null ? [] : [path]));
}

function targetOf(object: Node, type: NodeOf<'GrantStmt'>['objtype'], scene: Scene): Path | null {
  const table = as(object, 'RangeVar');
  if (table !== null) return scene.names.relation(table);
  if (as(object, 'ObjectWithArgs') !== null) return namedRoutine(object, scene);
  const parts = partsOf(object);
  if (type === 'OBJECT_SCHEMA') return parts;
  return type === 'OBJECT_TYPE' || type === 'OBJECT_DOMAIN'
    ? scene.names.path('type', parts)
    : null;
}

function isOn(path: Path, change: SchemaChange): boolean {
  const { kind, schema, owner } = objectOf(change);
  if (kind !== 'privilege') return false;
  if (path.length === 1) return owner === `schema ${path[0] ?? ''}`;
  const [namespace, type, name = ''] = path;
  const own = type === 'type' ? `type ${name}` : name;
  return schema === namespace && owner?.replaceAll(/\bpublic\./g, '') === own;
}

function objectOf(change: SchemaChange): SchemaObject {
  return change.change === 'removed' ? change.before : change.after;
}

function isSame(path: Path, before: Path | null): boolean {
  return before !== null && before.join('\0') === path.join('\0');
}
