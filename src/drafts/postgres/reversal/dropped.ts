import * as l10n from '@vscode/l10n';
import type { Node, ObjectType } from '@pgsql/types';
import type { Schema, SchemaObject } from '../../../schema/schema.ts';
import { todo, type Step } from '../../draft.ts';
import type { Path } from '../../lineage.ts';
import { mentions, ownName } from '../../order.ts';
import { creationSteps } from '../sql/create.ts';
import { remadeSteps } from '../sql/remake.ts';
import { isView, viewsNaming } from '../sql/views.ts';
import { partsOf } from '../written-names.ts';
import { pathOf, type Namespace } from './paths.ts';
import { namedRoutine } from './routines.ts';
import type { Reverses, Scene } from './scene.ts';

/** What is dropped is made again as it was. */
export const DROPPED: Reverses = {
  DropStmt: ({ objects = [], removeType, missing_ok: mayMiss = false, behavior }, scene, text) => {
    const steps = objects.map((object) => {
      const path = pathFor(removeType, object, scene);
      return path && dropped(path, behavior === 'DROP_CASCADE', scene);
    });
    const found = steps.toReversed().flatMap((each) => each ?? []);
    if (!steps.includes(null) || (mayMiss && scene.earlier.isKnown)) return found;
    const words = mayMiss
      ? l10n.t('if it was there, make again what this dropped:')
      : l10n.t('make again what this dropped:');
    return [...found, todo(words, text)];
  },
};

/** Null: not known. */
function dropped(path: Path, isCascade: boolean, scene: Scene): readonly Step[] | null {
  const { lineage, earlier } = scene;
  return lineage.drop(path, (before) => {
    const object = earlier.find(before);
    if (object === null || earlier.schema === null) return null;
    const { schema } = earlier;
    const others = isCascade ? dependents(object, schema, scene) : [];
    if (others === null) return null;
    const again = [
      ...(path.length > 3 ? creationSteps(object, schema) : remadeSteps(object, schema)),
      ...others.flatMap(
        (each) => lineage.drop(pathOf(each), () => remadeSteps(each, schema)) ?? [],
      ),
    ];
    return object.kind === 'index' ? lineage.about(ownerOf(object), again) : again;
  });
}

/** What DROP … CASCADE takes along: views, and foreign keys of others; null: more than these. */
function dependents(
  object: SchemaObject,
  schema: Schema,
  { earlier }: Scene,
): readonly SchemaObject[] | null {
  if (object.kind === 'table' || isView(object)) {
    return [
      ...(object.kind === 'table' ? earlier.referring(object) : []),
      ...viewsNaming([object.name], schema),
    ];
  }
  const isNamed = schema.objects.some(
    (each) =>
      each !== object &&
      (object.kind === 'schema'
        ? each.schema === object.name
        : mentions(each.definition, ownName(object), 'postgres')),
  );
  return isNamed ? null : [];
}

function ownerOf({ schema, owner }: SchemaObject): Path {
  return [schema ?? '', 'relation', owner ?? ''];
}

function pathFor(type: ObjectType | undefined, object: Node, scene: Scene): Path | null {
  const parts = partsOf(object);
  const namespace = NAMESPACES[type ?? 'OBJECT_TABLE'];
  switch (namespace) {
    case undefined:
      return null;
    case 'function':
      return namedRoutine(object, scene);
    case 'schema':
      return parts;
    case 'trigger':
    case 'rule':
    case 'policy':
      return [...scene.names.path('relation', parts.slice(0, -1)), namespace, parts.at(-1) ?? ''];
    default:
      return scene.names.path(namespace, parts);
  }
}

const NAMESPACES: Partial<Record<ObjectType, Namespace>> = {
  ...{ OBJECT_TABLE: 'relation', OBJECT_VIEW: 'relation', OBJECT_MATVIEW: 'relation' },
  ...{ OBJECT_INDEX: 'relation', OBJECT_SEQUENCE: 'relation', OBJECT_FOREIGN_TABLE: 'relation' },
  ...{ OBJECT_TYPE: 'type', OBJECT_DOMAIN: 'type', OBJECT_SCHEMA: 'schema' },
  ...{ OBJECT_FUNCTION: 'function', OBJECT_PROCEDURE: 'function', OBJECT_ROUTINE: 'function' },
  ...{ OBJECT_AGGREGATE: 'function', OBJECT_EXTENSION: 'extension', OBJECT_RULE: 'rule' },
  ...{ OBJECT_TRIGGER: 'trigger', OBJECT_POLICY: 'policy', OBJECT_STATISTIC_EXT: 'statistics' },
  ...{ OBJECT_COLLATION: 'collation', OBJECT_PUBLICATION: 'publication' },
  OBJECT_EVENT_TRIGGER: 'event trigger',
};
