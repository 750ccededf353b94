import * as l10n from '@vscode/l10n';
import type { Finding, Rule, RuleScript } from '../rule.ts';
import { foreignKeysSettings } from './foreign-keys-settings.ts';

export const foreignKeysPragma: Rule = { id: 'foreign-keys-pragma', level: 'warning', check };

function check(script: RuleScript): readonly Finding[] {
  if (script.engine !== 'sqlite') return [];
  return foreignKeysSettings(script)
    .filter(({ counts }) => !counts)
    .map(({ statement: { start, end } }) => ({
      range: { start, end },
      message: `${ignored()} ${script.pragmasFirst ? atTheBeginning() : outside()}`,
    }));
}

function ignored(): string {
  return l10n.t(
    'SQLite ignores this in a transaction, without a word: foreign keys stay as they are, and a table that is dropped then deletes the rows that refer to it, or is refused.',
  );
}

function outside(): string {
  return l10n.t('Put it outside, in a migration without a transaction.');
}

function atTheBeginning(): string {
  return l10n.t(
    'Where the script begins with it, it is carried out before the transaction, and undone after it.',
  );
}
