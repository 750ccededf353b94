import type { AlterTableType } from '@pgsql/types';
import * as l10n from '@vscode/l10n';
import { isSameName } from '../../sql/reader.ts';
import { newTables } from '../new-tables.ts';
import type { Finding, TreeRule, TreeScript } from '../rule.ts';
import { alterationsIn } from './statements.ts';

export const disabledProtection: TreeRule = { id: 'disabled-protection', level: 'warning', check };

/** What turns something off, and what turns it on again. */
const SWITCHES: ReadonlyMap<AlterTableType | undefined, AlterTableType> = new Map([
  ['AT_DisableTrig', 'AT_EnableTrig'],
  ['AT_DisableTrigAll', 'AT_EnableTrigAll'],
  ['AT_DisableTrigUser', 'AT_EnableTrigUser'],
  ['AT_DisableRule', 'AT_EnableRule'],
  ['AT_DisableRowSecurity', 'AT_EnableRowSecurity'],
  ['AT_NoForceRowSecurity', 'AT_ForceRowSecurity'],
]);

function check(script: TreeScript): readonly Finding[] {
  if (script.direction === 'down') return [];
  const isNew = newTables(script);
  const actions = alterationsIn(script);
  return actions.flatMap(({ command, table, range }): readonly Finding[] => {
    const opposite = SWITCHES.get(command.subtype);
    if (opposite === undefined || isNew(table, range.start)) return [];
    const isTurnedOn = actions.some(
      (each) =>
        each.range.start > range.start &&
        each.command.subtype === opposite &&
        each.command.name === command.name &&
        isSameName(each.table, table),
    );
    return isTurnedOn ? [] : [{ range, message: messageFor(command.subtype) }];
  });
}

function messageFor(subtype: AlterTableType | undefined): string {
  switch (subtype) {
    case 'AT_DisableRowSecurity':
    case 'AT_NoForceRowSecurity':
      return l10n.t(
        'From now on people see and change rows that the policies of this table keep from them. Change the policies instead.',
      );
    case 'AT_DisableTrigAll':
      return l10n.t(
        'From now on no trigger of this table is called, and its foreign keys are not checked either. Turn them on again in this migration.',
      );
    default:
      return l10n.t(
        'From now on rows are written without what this did or checked, and nothing makes up for it later. Turn it on again in this migration.',
      );
  }
}
