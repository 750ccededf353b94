import * as l10n from '@vscode/l10n';
import type { SqlReader } from '../../sql/reader.ts';
import { transactionEffect } from '../../sql/transaction-effect.ts';
import type { Finding, Rule, RuleScript } from '../rule.ts';

export const foreignKeysPragma: Rule = { id: 'foreign-keys-pragma', level: 'warning', check };

function check({ script, engine, statements, read }: RuleScript): readonly Finding[] {
  if (engine !== 'sqlite') return [];
  let inTransaction = script.transactional;
  return statements.flatMap((statement): readonly Finding[] => {
    if (statement.kind !== 'other') return [];
    const reader = read(statement);
    const effect = transactionEffect({ words: wordsOf(read(statement)) });
    if (effect !== null) inTransaction = effect === 'begins';
    if (!inTransaction || !reader.accept('pragma')) return [];
    const name = reader.name();
    if (name?.name !== 'foreign_keys' || reader.token === null) return [];
    const { start, end } = statement;
    return [
      {
        range: { start, end },
        message: l10n.t(
          'SQLite ignores this in a transaction, without a word: foreign keys stay as they are, and a table that is dropped then deletes the rows that refer to it, or is refused. Put it outside, in a migration without a transaction.',
        ),
      },
    ];
  });
}

function wordsOf(reader: SqlReader): readonly string[] {
  const words: string[] = [];
  for (let token = reader.take(); token?.kind === 'word'; token = reader.take()) {
    words.push(token.text);
  }
  return words;
}
