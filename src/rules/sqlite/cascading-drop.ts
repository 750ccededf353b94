import * as l10n from '@vscode/l10n';
import type { Statement } from '../../sql/statement.ts';
import { newTables } from '../new-tables.ts';
import type { Finding, Rule, RuleScript } from '../rule.ts';
import { foreignKeysSettings } from './foreign-keys-settings.ts';

export const cascadingDrop: Rule = { id: 'cascading-drop', level: 'warning', check };

function check(script: RuleScript): readonly Finding[] {
  const { direction, engine, statements, referred = [] } = script;
  if (engine !== 'sqlite' || direction === 'down' || referred.length === 0) return [];
  const isNew = newTables(script);
  const areOff = foreignKeysOff(script);
  return statements.flatMap((statement): readonly Finding[] => {
    if (statement.kind !== 'drop' || statement.object !== 'table') return [];
    const { start, head } = statement;
    const lost = statement.names.find((name) => referred.includes(name.name));
    if (lost === undefined || isNew(lost, start) || areOff(statement)) return [];
    return [
      {
        range: head,
        message: `${cascades(script.script.sql.slice(lost.start, lost.end))} ${
          script.pragmasFirst ? switchFirst() : switchOutside()
        }`,
      },
    ];
  });
}

function cascades(table: string): string {
  return l10n.t(
    'Other tables refer to {0}, and dropping it deletes its rows first: with ON DELETE CASCADE theirs go as well, and else this fails.',
    table,
  );
}

function switchOutside(): string {
  return l10n.t('Turn foreign keys off before, in a migration without a transaction.');
}

function switchFirst(): string {
  return l10n.t('Begin the script with PRAGMA foreign_keys = OFF.');
}

/** Whether the script has turned foreign keys off before a statement, where that counts. */
function foreignKeysOff(script: RuleScript): (statement: Statement) => boolean {
  const settings = foreignKeysSettings(script).filter(({ counts }) => counts);
  return ({ start }) =>
    settings.findLast(({ statement }) => statement.start < start)?.turnsOn === false;
}
