import type { FunctionParameter, Node } from '@pgsql/types';
import { allOf, as, strings, type NodeOf } from '../../../grammar/tree.ts';
import { statement, type Step } from '../../draft.ts';
import type { Path } from '../../lineage.ts';
import { ownName } from '../../order.ts';
import { dropSteps } from '../sql/drop.ts';
import { remadeSteps } from '../sql/remake.ts';
import { dotted, inputTypes, partsOf, typeName } from '../written-names.ts';
import type { Reverses, Scene } from './scene.ts';

/** Functions, procedures, aggregates and operators, which are told apart by what they take. */
export const ROUTINES: Reverses = {
  CreateFunctionStmt: (node, scene, text) => {
    const { funcname, parameters, is_procedure: isProcedure, replace = false } = node;
    const parts = strings(funcname);
    const types = inputTypes(parameters);
    const path = routinePath(parts, types, scene);
    if (replace && scene.lineage.isMade(path)) return [];
    const previous = replace ? scene.earlier.find(scene.lineage.before(path)) : null;
    if (previous !== null && scene.earlier.schema !== null) {
      const again = mayReplace(previous.definition, parameters)
        ? [statement(previous.definition)]
        : [
            ...dropSteps(previous, scene.earlier.schema),
            ...remadeSteps(previous, scene.earlier.schema),
          ];
      return scene.lineage.about(path, scene.lineage.again(ownName(previous), again));
    }
    const kind = isProcedure ? 'PROCEDURE' : 'FUNCTION';
    const made = makeRoutine(kind, path, parts, types, scene);
    return replace ? [...scene.unlessKnown(text), ...made] : made;
  },
  DefineStmt: ({ kind, defnames, args, definition, oldstyle }, scene) => {
    const parts = strings(defnames);
    if (kind === 'OBJECT_OPERATOR') {
      const side = (name: string): string => {
        const found = allOf(definition, 'DefElem').find(({ defname }) => defname === name);
        const type = as(found?.arg, 'TypeName');
        return type === null ? 'NONE' : typeName(type);
      };
      const name = [...parts.slice(0, -1).map((part) => `${part}.`), parts.at(-1)].join('');
      return [statement(`DROP OPERATOR ${name} (${side('leftarg')}, ${side('rightarg')})`)];
    }
    if (kind !== 'OBJECT_AGGREGATE' || oldstyle) return null;
    const types = inputTypes(as(args?.[0], 'List')?.items);
    const path = routinePath(parts, types, scene);
    return makeRoutine('AGGREGATE', path, parts, types === '' ? '*' : types, scene);
  },
};

export function routinePath(parts: readonly string[], types: string, scene: Scene): Path {
  const own = `${parts.at(-1) ?? ''}(${types})`;
  return scene.names.path('function', [...parts.slice(0, -1), own]);
}

/** By its types, or by its name if it is the only one of it; null: not known. */
export function namedRoutine(object: Node, scene: Scene): Path | null {
  const routine = as(object, 'ObjectWithArgs');
  if (routine === null) return null;
  const parts = partsOf(object);
  if (!routine.args_unspecified) return routinePath(parts, argumentTypes(routine), scene);
  const found = scene.names.routines(parts);
  return found.length === 1 ? (found[0] ?? null) : null;
}

export function argumentTypes({ objargs }: NodeOf<'ObjectWithArgs'>): string {
  return inputTypes(
    allOf(objargs, 'TypeName').map((argType): Node => ({ FunctionParameter: { argType } })),
  );
}

function makeRoutine(
  kind: string,
  path: Path,
  parts: readonly string[],
  types: string,
  scene: Scene,
): readonly Step[] {
  scene.names.addRoutine(path);
  return scene.lineage.make(path, dotted(parts), (name) =>
    statement(`DROP ${kind} ${name}(${types})`),
  );
}

/** Defaults can be added by replacing a function, and not be taken away. */
function mayReplace(previous: string, parameters: readonly Node[] | undefined): boolean {
  const [head = ''] = previous.split('\n');
  const had = head.match(/ DEFAULT /g)?.length ?? 0;
  const has = allOf(parameters, 'FunctionParameter').filter(isOptional).length;
  return had >= has;
}

function isOptional({ defexpr }: FunctionParameter): boolean {
  return defexpr !== undefined;
}
