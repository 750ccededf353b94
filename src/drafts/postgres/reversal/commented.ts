import type { Node, ObjectType } from '@pgsql/types';
import { statement } from '../../draft.ts';
import type { Path } from '../../lineage.ts';
import { identifier } from '../../names.ts';
import { identityOf } from '../sql/target.ts';
import { partsOf } from '../written-names.ts';
import { namedRoutine } from './routines.ts';
import type { Reverses, Scene } from './scene.ts';

/** A comment gives way to the one before. */
export const COMMENTED: Reverses = {
  CommentStmt: ({ objtype, object }, scene, text) => {
    const target = /^comment\s+on\s+(.*?)\s+is\s+(?:null|e?'|u&'|\$)/is.exec(text)?.[1];
    if (target === undefined || object === undefined) return null;
    const path = pathOf(objtype, object, scene);
    if (path !== null && scene.lineage.isMade(path)) return [];
    const before = path && scene.lineage.before(path);
    const previous = before && scene.earlier.comment(identity(before));
    const step = statement(`COMMENT ON ${target} IS ${previous ?? 'NULL'}`);
    const steps = [...(scene.earlier.isKnown ? [] : scene.unlessKnown(text)), step];
    return path === null ? steps : scene.lineage.about(path, steps);
  },
};

/** As the server identifies it, without what it is. */
function identity(path: Path): string {
  const [schema = '', , name = '', kind, part] = path;
  if (path.length === 1) return identifier(schema);
  const own = identityOf(schema, name);
  if (kind === undefined || part === undefined) return own;
  return kind === 'column' ? `${own}.${identifier(part)}` : `${identifier(part)} on ${own}`;
}

/** Null: the schema does not tell which. */
function pathOf(type: ObjectType | undefined, object: Node, scene: Scene): Path | null {
  const parts = partsOf(object);
  const [rest, part] = [parts.slice(0, -1), parts.at(-1) ?? ''];
  switch (type) {
    case 'OBJECT_SCHEMA':
      return parts;
    case 'OBJECT_COLUMN':
      return [...scene.names.path('relation', rest), 'column', part];
    case 'OBJECT_TABCONSTRAINT':
      return [...scene.names.path('relation', rest), 'constraint', part];
    case 'OBJECT_TRIGGER':
      return [...scene.names.path('relation', rest), 'trigger', part];
    case 'OBJECT_RULE':
      return [...scene.names.path('relation', rest), 'rule', part];
    case 'OBJECT_POLICY':
      return [...scene.names.path('relation', rest), 'policy', part];
    case 'OBJECT_FUNCTION':
    case 'OBJECT_PROCEDURE':
    case 'OBJECT_AGGREGATE':
    case 'OBJECT_ROUTINE':
      return namedRoutine(object, scene);
    case 'OBJECT_TYPE':
    case 'OBJECT_DOMAIN':
      return scene.names.path('type', parts);
    case 'OBJECT_TABLE':
    case 'OBJECT_VIEW':
    case 'OBJECT_MATVIEW':
    case 'OBJECT_INDEX':
    case 'OBJECT_SEQUENCE':
    case 'OBJECT_FOREIGN_TABLE':
      return scene.names.path('relation', parts);
    default:
      return null;
  }
}
