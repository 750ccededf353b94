import type { RangeVar } from '@pgsql/types';
import { strings } from '../../../grammar/tree.ts';
import type { ObjectKind } from '../../../schema/schema.ts';
import { statement, type Step } from '../../draft.ts';
import type { Path } from '../../lineage.ts';
import { identifier } from '../../names.ts';
import { creationSteps } from '../sql/create.ts';
import { dotted, relation, relationParts, typeName } from '../written-names.ts';
import type { Namespace } from './paths.ts';
import type { Reverses, Scene } from './scene.ts';

/** What is made is dropped. */
export const CREATED: Reverses = {
  CreateStmt: ({ relation: table, if_not_exists: mayBeThere = false }, scene) =>
    madeRelation('TABLE', table, scene, mayBeThere),
  CreateForeignTableStmt: ({ base }, scene) =>
    madeRelation('FOREIGN TABLE', base?.relation, scene, base?.if_not_exists),
  CreateTableAsStmt: ({ into, objtype, if_not_exists: mayBeThere }, scene) =>
    madeRelation(
      objtype === 'OBJECT_MATVIEW' ? 'MATERIALIZED VIEW' : 'TABLE',
      into?.rel,
      scene,
      mayBeThere,
    ),
  SelectStmt: ({ intoClause }, scene) =>
    intoClause === undefined ? [] : madeRelation('TABLE', intoClause.rel, scene),
  CreateSeqStmt: ({ sequence, if_not_exists: mayBeThere }, scene) =>
    madeRelation('SEQUENCE', sequence, scene, mayBeThere),
  IndexStmt: ({ idxname, relation: table, concurrent, if_not_exists: mayBeThere }, scene) => {
    const whole = scene.names.relation(table);
    const given = idxname ?? scene.given.take('index', whole, 'CREATE ');
    if (scene.lineage.isMade(whole)) {
      const path: Path = [whole[0] ?? '', 'relation', given ?? ''];
      return scene.lineage.make(path, '', null);
    }
    if (given === null) return null;
    const path: Path = [whole[0] ?? '', 'relation', given];
    const words = concurrent ? 'INDEX CONCURRENTLY' : 'INDEX';
    const written = dotted([...(table?.schemaname ? [table.schemaname] : []), given]);
    const drop = (name: string): string => `DROP ${words} ${name}`;
    return scene.lineage.about(
      whole,
      scene.made(path, written, { mayBeThere: mayBeThere ?? false, drop }),
    );
  },
  CreateSchemaStmt: ({ schemaname = '', if_not_exists: mayBeThere = false, schemaElts }, scene) => {
    // What is in it may be made together with it.
    if (schemaElts !== undefined) return null;
    const drop = (name: string): string => `DROP SCHEMA ${name}`;
    return scene.made([schemaname], identifier(schemaname), { mayBeThere, drop });
  },
  CreateExtensionStmt: ({ extname = '', if_not_exists: mayBeThere }, scene) =>
    madeThing('extension', [extname], scene, mayBeThere),
  CreateEnumStmt: ({ typeName: name }, scene) => madeThing('type', strings(name), scene),
  CreateRangeStmt: ({ typeName: name }, scene) => madeThing('type', strings(name), scene),
  CompositeTypeStmt: ({ typevar }, scene) => madeThing('type', relationParts(typevar), scene),
  CreateDomainStmt: ({ domainname }, scene) => madeThing('domain', strings(domainname), scene),
  CreateStatsStmt: ({ defnames, if_not_exists: mayBeThere }, scene) =>
    defnames === undefined ? null : madeThing('statistics', strings(defnames), scene, mayBeThere),
  CreatePublicationStmt: ({ pubname = '' }, scene) => madeThing('publication', [pubname], scene),
  CreateEventTrigStmt: ({ trigname = '' }, scene) => madeThing('event trigger', [trigname], scene),
  CreateFdwStmt: ({ fdwname = '' }) => [
    statement(`DROP FOREIGN DATA WRAPPER ${identifier(fdwname)}`),
  ],
  CreateForeignServerStmt: ({ servername = '' }) => [
    statement(`DROP SERVER ${identifier(servername)}`),
  ],
  CreateCastStmt: ({ sourcetype = {}, targettype = {} }) => [
    statement(`DROP CAST (${typeName(sourcetype)} AS ${typeName(targettype)})`),
  ],
  DefineStmt: ({ kind, defnames, if_not_exists: mayBeThere }, scene) => {
    const words = DEFINED[kind ?? ''];
    return words === undefined ? null : madeThing(words, strings(defnames), scene, mayBeThere);
  },
  CreateTrigStmt: ({ trigname = '', relation: table, replace }, scene, text) =>
    onTable('trigger', trigname, { table, scene, text, replace }),
  RuleStmt: ({ rulename = '', relation: table, replace }, scene, text) =>
    onTable('rule', rulename, { table, scene, text, replace }),
  CreatePolicyStmt: ({ policy_name: name = '', table }, scene, text) =>
    onTable('policy', name, { table, scene, text }),
};

const DEFINED: Readonly<Record<string, ObjectKind>> = {
  OBJECT_TYPE: 'type',
  OBJECT_COLLATION: 'collation',
  OBJECT_TSCONFIGURATION: 'text search configuration' as ObjectKind,
  OBJECT_TSDICTIONARY: 'text search dictionary' as ObjectKind,
};

export function madeRelation(
  kind: string,
  table: RangeVar | undefined,
  scene: Scene,
  mayBeThere = false,
): readonly Step[] | null {
  if (table?.relname === undefined) return null;
  const path = scene.names.relation(table);
  if (table.relpersistence === 't') return scene.lineage.make(path, '', null);
  const drop = (name: string): string => `DROP ${kind} ${name}`;
  return scene.made(path, relation(table), { mayBeThere, drop });
}

function madeThing(
  kind: ObjectKind,
  parts: readonly string[],
  scene: Scene,
  mayBeThere = false,
): readonly Step[] {
  const namespace: Namespace = kind === 'domain' ? 'type' : kind;
  const drop = (name: string): string => `DROP ${kind.toUpperCase()} ${name}`;
  return scene.made(scene.names.path(namespace, parts), dotted(parts), { mayBeThere, drop });
}

interface OnTable {
  readonly table: RangeVar | undefined;
  readonly scene: Scene;
  readonly text: string;
  readonly replace?: boolean | undefined;
}

/** Where another is replaced, that one comes back. */
function onTable(
  kind: 'trigger' | 'rule' | 'policy',
  name: string,
  { table, scene, text, replace = false }: OnTable,
): readonly Step[] {
  const { lineage, earlier } = scene;
  const whole = scene.names.relation(table);
  const path: Path = [...whole, kind, name];
  if (lineage.isMade(path)) return [];
  const previous = replace ? earlier.find(lineage.before(path)) : null;
  const drop = (written: string): Step =>
    statement(`DROP ${kind.toUpperCase()} ${written} ON ${relation(table)}`);
  if (previous !== null && earlier.schema !== null) {
    const again = lineage.again(name, creationSteps(previous, earlier.schema));
    return lineage.about(path, [drop(identifier(name)), ...again]);
  }
  const made = lineage.about(whole, lineage.make(path, identifier(name), drop));
  return replace ? [...scene.unlessKnown(text), ...made] : made;
}
