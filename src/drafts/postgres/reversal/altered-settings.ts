import type { AlterTableCmd } from '@pgsql/types';
import { allOf, as } from '../../../grammar/tree.ts';
import type { Path } from '../../lineage.ts';
import { identifier } from '../../names.ts';
import { switchOf } from '../sql/switched.ts';
import { partitionBound, storageOptions, tableParts } from '../sql/table.ts';
import { identityOf } from '../sql/target.ts';
import { relation } from '../written-names.ts';
import type { Action, Altered } from './altered-table.ts';

/** What is set of a table as a whole: as it was where that is known, else its opposite. */
export const settingsBack: Action = (command, altered) => {
  const { subtype = '', name = '' } = command;
  const found = SETTINGS[subtype]?.(command, altered);
  if (found !== undefined) return found;
  return /^AT_(?:En|Dis)able.*(?:Trig|Rule)$/.test(subtype) && name !== ''
    ? switchedBack(command, altered)
    : (OPPOSITES[subtype] ?? null);
};

const OPPOSITES: Readonly<Record<string, readonly string[]>> = {
  AT_SetLogged: ['SET UNLOGGED'],
  AT_SetUnLogged: ['SET LOGGED'],
  AT_EnableTrigUser: ['DISABLE TRIGGER USER'],
  AT_DisableTrigUser: ['ENABLE TRIGGER USER'],
  AT_EnableTrigAll: ['DISABLE TRIGGER ALL'],
  AT_DisableTrigAll: ['ENABLE TRIGGER ALL'],
};

const SETTINGS: Readonly<Record<string, Action>> = {
  AT_EnableRowSecurity: security('ENABLE', 'DISABLE'),
  AT_DisableRowSecurity: security('ENABLE', 'DISABLE'),
  AT_ForceRowSecurity: security('FORCE', 'NO FORCE'),
  AT_NoForceRowSecurity: security('FORCE', 'NO FORCE'),
  AT_ReplicaIdentity: setting('REPLICA IDENTITY', 'REPLICA IDENTITY DEFAULT'),
  AT_ClusterOn: setting('CLUSTER ON', 'SET WITHOUT CLUSTER'),
  AT_DropCluster: setting('CLUSTER ON', 'SET WITHOUT CLUSTER'),
  AT_AddInherit: ({ def }) => [`NO INHERIT ${relation(as(def, 'RangeVar') ?? undefined)}`],
  AT_DropInherit: ({ def }) => [`INHERIT ${relation(as(def, 'RangeVar') ?? undefined)}`],
  AT_AttachPartition: ({ def }) => [`DETACH PARTITION ${relation(as(def, 'PartitionCmd')?.name)}`],
  AT_DetachPartition: ({ def }, { scene }) => {
    const table = as(def, 'PartitionCmd')?.name;
    const found = scene.earlier.find(scene.lineage.before(scene.names.relation(table)));
    const bound = found && partitionBound(found.definition);
    return bound === null ? null : [`ATTACH PARTITION ${relation(table)} ${bound}`];
  },
  AT_ChangeOwner: (_, { path, scene }) => {
    const owner = scene.earlier.owner(identityOf(path[0] ?? '', path.at(-1) ?? ''));
    return owner === null ? null : [`OWNER TO ${owner}`];
  },
  AT_SetRelOptions: options,
  AT_ResetRelOptions: options,
};

/** As it was before; null: not known. */
function definitionOf({ path, scene }: Altered): string | null {
  return scene.earlier.find(scene.lineage.before(path))?.definition ?? null;
}

function security(on: 'ENABLE' | 'FORCE', off: string): Action {
  return (command, altered) => {
    const words = 'ROW LEVEL SECURITY';
    const definition = definitionOf(altered);
    const isOn = /^AT_(?:Enable|Force)/.test(command.subtype ?? '');
    const wasOn = definition === null ? !isOn : definition.includes(`${on} ${words}`);
    return wasOn === isOn ? [] : [`${wasOn ? on : off} ${words}`];
  };
}

function setting(words: string, none: string): Action {
  return (_, altered) => {
    const definition = definitionOf(altered);
    if (definition === null) return null;
    return [tableParts(definition).settings.find((each) => each.startsWith(words)) ?? none];
  };
}

function options({ def }: AlterTableCmd, altered: Altered): readonly string[] | null {
  const definition = definitionOf(altered);
  if (definition === null) return null;
  const had = storageOptions(definition);
  const names = allOf(as(def, 'List')?.items, 'DefElem').map(({ defname = '' }) => defname);
  const fresh = names.filter((name) => !had.has(name));
  const known = names.flatMap((name) => (had.has(name) ? `${name}=${had.get(name) ?? ''}` : []));
  return [
    ...(fresh.length === 0 ? [] : [`RESET (${fresh.join(', ')})`]),
    ...(known.length === 0 ? [] : [`SET (${known.join(', ')})`]),
  ];
}

/** Triggers and rules: always, on a replica only, or not at all. */
function switchedBack(
  { subtype, name = '' }: AlterTableCmd,
  { path, scene }: Altered,
): readonly string[] {
  const kind = subtype?.endsWith('Rule') ? 'rule' : 'trigger';
  const part: Path = [...path, kind, name];
  if (scene.lineage.isMade(part)) return [];
  const found = scene.earlier.find(scene.lineage.before(part));
  const opposite = subtype?.startsWith('AT_Dis') ? 'ENABLE' : 'DISABLE';
  const words = found === null ? opposite : (switchOf(found) ?? 'ENABLE');
  return [`${words} ${kind.toUpperCase()} ${identifier(name)}`];
}
