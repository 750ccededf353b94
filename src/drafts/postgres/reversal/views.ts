import { statement, type Step } from '../../draft.ts';
import type { Path } from '../../lineage.ts';
import type { Schema, SchemaObject } from '../../../schema/schema.ts';
import { creationSteps } from '../sql/create.ts';
import { dropSteps } from '../sql/drop.ts';
import { remadeSteps } from '../sql/remake.ts';
import { viewsNaming } from '../sql/views.ts';
import { relation } from '../written-names.ts';
import { pathOf } from './paths.ts';
import type { Reverses, Scene } from './scene.ts';

export const VIEWS: Reverses = {
  ViewStmt: ({ view, replace = false }, scene, text) => {
    const path = scene.names.relation(view);
    if (view?.relpersistence === 't') return scene.lineage.make(path, '', null);
    if (replace && scene.lineage.isMade(path)) return [];
    const previous = replace ? scene.earlier.find(scene.lineage.before(path)) : null;
    if (previous !== null) return scene.lineage.about(path, replacing(previous, path, scene));
    const made = scene.made(path, relation(view), { drop: (name) => `DROP VIEW ${name}` });
    return replace ? [...scene.unlessKnown(text), ...made] : made;
  },
};

/** A view can be replaced by one of the same columns; else it goes, with those that name it. */
function replacing(previous: SchemaObject, path: Path, scene: Scene): readonly Step[] {
  const { before, after } = scene.schemas ?? {};
  if (before === undefined) return [];
  const created = creationSteps(previous, before);
  if (after && columnsOf(before, path) === columnsOf(after, path)) {
    return scene.lineage.again(
      previous.name,
      created.map((step) =>
        step.kind === 'statement'
          ? statement(step.sql.replace(/^CREATE VIEW/, 'CREATE OR REPLACE VIEW'))
          : step,
      ),
    );
  }
  const others = viewsNaming([previous.name], before).filter(
    (each) => each !== previous && scene.isThere(pathOf(each)),
  );
  return [
    ...others.toReversed().flatMap((view) => dropSteps(view, before)),
    ...dropSteps(previous, before),
    ...[previous, ...others].flatMap((view) =>
      scene.lineage.again(view.name, remadeSteps(view, before)),
    ),
  ];
}

function columnsOf({ objects }: Schema, [schema, , name]: Path): string {
  return objects
    .filter((each) => each.kind === 'column' && each.owner === name && each.schema === schema)
    .toSorted((a, b) => (a.position ?? 0) - (b.position ?? 0))
    .map((each) => `${each.name} ${each.definition}`)
    .join('\n');
}
