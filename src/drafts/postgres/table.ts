import * as l10n from '@vscode/l10n';
import type { AlterTableCmd } from '@pgsql/types';
import { allOf, as, type NodeOf } from '../../grammar/tree.ts';
import { columnLost, statement, todo, type Step } from '../draft.ts';
import { identifier } from '../names.ts';
import { columnDefinition, columnParts } from './column.ts';
import type { Known } from './known.ts';
import { relation } from './written-names.ts';

/** What takes back an ALTER TABLE, action by action; null: it can't be told. */
export function tableReversal(
  { relation: table, cmds, objtype }: NodeOf<'AlterTableStmt'>,
  known: Known,
  text: string,
): readonly Step[] | null {
  if (known.isMade(table)) return [];
  if (objtype !== 'OBJECT_TABLE' && objtype !== undefined) return null;
  const head = `ALTER TABLE ${relation(table)}`;
  const words = l10n.t('take back what this did, where it can be:');
  const steps = allOf(cmds, 'AlterTableCmd').map((command): readonly Step[] | null => {
    const { note, actions } = actionsFor(command, { known, table });
    const along = command.subtype === 'AT_DropColumn' ? known.along(table, command.name ?? '') : [];
    return actions && [...actions.map((each) => statement(`${head} ${each}`, note)), ...along];
  });
  const found = steps.toReversed().flatMap((each) => each ?? []);
  return steps.includes(null) ? [...found, todo(words, text)] : found;
}

interface Scene {
  readonly known: Known;
  readonly table: NodeOf<'AlterTableStmt'>['relation'];
}

interface Reversed {
  /** What follows `ALTER TABLE t`; null: not known. */
  readonly actions: readonly string[] | null;
  readonly note?: string;
}

function actionsFor({ subtype, name = '', def }: AlterTableCmd, scene: Scene): Reversed {
  const own = identifier(name);
  const column = `ALTER COLUMN ${own}`;
  const { known, table } = scene;
  const before = (kind: 'column' | 'constraint'): string | null =>
    known.find(kind, table?.schemaname, name, table?.relname)?.definition ?? null;
  const previous = (give: (definition: string) => readonly string[]): Reversed => {
    const definition = before('column');
    return { actions: definition === null ? null : give(definition) };
  };
  switch (subtype) {
    case 'AT_AddColumn': {
      const added = as(def, 'ColumnDef')?.colname ?? '';
      const existing = known.find('column', table?.schemaname, added, table?.relname);
      return { actions: existing === null ? [`DROP COLUMN ${identifier(added)}`] : [] };
    }
    case 'AT_DropColumn': {
      const definition = before('column');
      if (definition === null) return { actions: null };
      return {
        actions: [`ADD COLUMN ${own} ${columnDefinition(definition)}`],
        note: columnLost(),
      };
    }
    case 'AT_ColumnDefault':
      if (!known.hasSchema && def !== undefined) return { actions: null };
      return previous((definition) => {
        const { fallback } = columnParts(definition);
        return [`${column} ${fallback === '' ? 'DROP DEFAULT' : `SET ${fallback}`}`];
      });
    case 'AT_SetNotNull':
      return known.hasSchema
        ? previous((definition) =>
            columnParts(definition).notNull ? [] : [`${column} DROP NOT NULL`],
          )
        : { actions: [`${column} DROP NOT NULL`] };
    case 'AT_DropNotNull':
      return { actions: [`${column} SET NOT NULL`] };
    case 'AT_AlterColumnType':
      return previous((definition) => {
        const { type, collation } = columnParts(definition);
        const full = collation === '' ? type : `${type} ${collation}`;
        return [`${column} TYPE ${full} USING ${own}::${type}`];
      });
    case 'AT_AddIdentity':
      return { actions: [`${column} DROP IDENTITY`] };
    case 'AT_AddConstraint':
    case 'AT_AddIndexConstraint': {
      const { conname, contype } = as(def, 'Constraint') ?? {};
      const given = conname ?? known.given('constraint', table, CONSTRAINTS[contype ?? ''] ?? '?');
      return { actions: given === null ? null : [`DROP CONSTRAINT ${identifier(given)}`] };
    }
    case 'AT_DropConstraint': {
      const definition = before('constraint');
      return { actions: definition === null ? null : [`ADD CONSTRAINT ${own} ${definition}`] };
    }
    default:
      return { actions: OPPOSITES[subtype ?? ''] ?? trigger(subtype, own) };
  }
}

const CONSTRAINTS: Readonly<Record<string, string>> = {
  CONSTR_PRIMARY: 'PRIMARY KEY',
  CONSTR_UNIQUE: 'UNIQUE',
  CONSTR_FOREIGN: 'FOREIGN KEY',
  CONSTR_CHECK: 'CHECK',
  CONSTR_EXCLUSION: 'EXCLUDE',
};

/** What can be validated is valid, and stays so. */
const OPPOSITES: Readonly<Record<string, readonly string[]>> = {
  AT_ValidateConstraint: [],
  AT_EnableRowSecurity: ['DISABLE ROW LEVEL SECURITY'],
  AT_DisableRowSecurity: ['ENABLE ROW LEVEL SECURITY'],
  AT_ForceRowSecurity: ['NO FORCE ROW LEVEL SECURITY'],
  AT_NoForceRowSecurity: ['FORCE ROW LEVEL SECURITY'],
  AT_SetLogged: ['SET UNLOGGED'],
  AT_SetUnLogged: ['SET LOGGED'],
  AT_EnableTrigUser: ['DISABLE TRIGGER USER'],
  AT_DisableTrigUser: ['ENABLE TRIGGER USER'],
};

function trigger(subtype: string | undefined, name: string): readonly string[] | null {
  if (subtype === 'AT_DisableTrig') return [`ENABLE TRIGGER ${name}`];
  return subtype === 'AT_EnableTrig' ? [`DISABLE TRIGGER ${name}`] : null;
}
