import type { Node, ObjectType } from '@pgsql/types';
import { as } from '../../../grammar/tree.ts';
import { statement, type Step } from '../../draft.ts';
import type { Path } from '../../lineage.ts';
import { identifier } from '../../names.ts';
import { dotted, partsOf, relation } from '../written-names.ts';
import type { Namespace } from './paths.ts';
import { argumentTypes, routinePath } from './routines.ts';
import type { Reverses, Scene } from './scene.ts';

/** What is renamed, or moved to another schema, gets its old name again. */
export const RENAMED: Reverses = {
  RenameStmt: ({ renameType, relationType, relation: table, object, subname, newname }, scene) => {
    const kind = wordsOf(renameType);
    const to = newname ?? '';
    if (kind === null) return null;
    if (table === undefined) {
      const named = object ?? { String: { sval: subname ?? '' } };
      const inDomain = renameType === 'OBJECT_DOMCONSTRAINT' && subname !== undefined;
      if (inDomain) {
        const back = `RENAME CONSTRAINT ${identifier(to)} TO ${identifier(subname)}`;
        return [statement(`ALTER DOMAIN ${dotted(partsOf(object))} ${back}`)];
      }
      return renamed(kind, named, to, scene);
    }
    const whole = scene.names.relation(table);
    const from = identifier(subname ?? table.relname ?? '');
    const back = `RENAME TO ${from}`;
    if (subname === undefined) {
      const now = relation({ ...table, relname: to });
      const path = [...whole.slice(0, -1), to];
      return scene.lineage.rename(whole, path, now, statement(`ALTER ${kind} ${now} ${back}`));
    }
    const part = PARTS.get(kind);
    const own = relation(table);
    const head = kind === 'ATTRIBUTE' ? 'TYPE' : kind === 'CONSTRAINT' ? 'TABLE' : undefined;
    const sql =
      part === undefined
        ? `ALTER ${head ?? wordsOf(relationType) ?? 'TABLE'} ${own} RENAME ${kind} ${identifier(to)} TO ${from}`
        : `ALTER ${kind} ${identifier(to)} ON ${own} ${back}`;
    const path = (name: string): Path => [...whole, part ?? kind.toLowerCase(), name];
    return scene.lineage.rename(path(subname), path(to), identifier(to), statement(sql));
  },
  AlterObjectSchemaStmt: ({ objectType, relation: table, object, newschema = '' }, scene) => {
    const kind = wordsOf(objectType);
    if (kind === null) return null;
    const { path, args, parts } = named(kind, table ? { RangeVar: table } : object, scene);
    const now = dotted([newschema, parts.at(-1) ?? '']);
    const sql = `ALTER ${kind} ${now}${args} SET SCHEMA ${identifier(path[0] ?? '')}`;
    return scene.lineage.rename(path, [newschema, ...path.slice(1)], now, statement(sql));
  },
};

/** As ALTER calls it. */
export function wordsOf(type: ObjectType | undefined): string | null {
  if (type === undefined) return null;
  return UNLIKE[type] ?? type.replace('OBJECT_', '').replaceAll('_', ' ');
}

const UNLIKE: Partial<Record<ObjectType, string>> = {
  OBJECT_MATVIEW: 'MATERIALIZED VIEW',
  OBJECT_TABCONSTRAINT: 'CONSTRAINT',
  OBJECT_STATISTIC_EXT: 'STATISTICS',
  OBJECT_FDW: 'FOREIGN DATA WRAPPER',
  OBJECT_FOREIGN_SERVER: 'SERVER',
  OBJECT_TSCONFIGURATION: 'TEXT SEARCH CONFIGURATION',
  OBJECT_TSDICTIONARY: 'TEXT SEARCH DICTIONARY',
};

/** Those that are named before their table. */
const PARTS: ReadonlyMap<string, string> = new Map([
  ['TRIGGER', 'trigger'],
  ['RULE', 'rule'],
  ['POLICY', 'policy'],
]);

const NAMESPACES: Readonly<Record<string, Namespace>> = {
  ...{ TYPE: 'type', DOMAIN: 'type', STATISTICS: 'statistics', COLLATION: 'collation' },
  ...{ EXTENSION: 'extension', PUBLICATION: 'publication', 'EVENT TRIGGER': 'event trigger' },
};

function renamed(kind: string, object: Node, to: string, scene: Scene): readonly Step[] {
  const { path, args, parts } = named(kind, object, scene);
  const now = dotted([...parts.slice(0, -1), to]);
  const from = parts.at(-1) ?? '';
  const own = (path.at(-1) ?? '').replace(from, () => to);
  const back = statement(`ALTER ${kind} ${now}${args} RENAME TO ${identifier(from)}`);
  return scene.lineage.rename(path, [...path.slice(0, -1), own], now, back);
}

interface Named {
  readonly path: Path;
  readonly parts: readonly string[];
  /** In parentheses, where it is told apart by them. */
  readonly args: string;
}

function named(kind: string, object: Node | undefined, scene: Scene): Named {
  const table = as(object, 'RangeVar');
  if (table !== null) {
    return { path: scene.names.relation(table), parts: [table.relname ?? ''], args: '' };
  }
  const parts = partsOf(object);
  if (kind === 'SCHEMA') return { path: parts, parts, args: '' };
  const routine = as(object, 'ObjectWithArgs');
  if (routine !== null) {
    const types = argumentTypes(routine);
    return { path: routinePath(parts, types, scene), parts, args: `(${types})` };
  }
  return { path: scene.names.path(NAMESPACES[kind] ?? 'other', parts), parts, args: '' };
}
