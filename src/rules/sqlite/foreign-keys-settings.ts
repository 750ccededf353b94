import type { SqlReader } from '../../sql/reader.ts';
import type { OtherStatement } from '../../sql/statement.ts';
import { transactionEffect } from '../../sql/transaction-effect.ts';
import type { RuleScript } from '../rule.ts';

/** A `PRAGMA foreign_keys` that is to switch them. */
export interface ForeignKeysSetting {
  readonly statement: OtherStatement;
  readonly turnsOn: boolean;
  /** Within a transaction it does nothing, save where what the script begins with precedes it. */
  readonly counts: boolean;
}

/** In order. */
export function foreignKeysSettings({
  script,
  statements,
  pragmasFirst = false,
  read,
}: RuleScript): readonly ForeignKeysSetting[] {
  let inTransaction = script.transactional;
  let isFirst = pragmasFirst;
  return statements.flatMap((statement): readonly ForeignKeysSetting[] => {
    isFirst &&= statement.kind === 'other' && statement.verb === 'pragma';
    if (statement.kind !== 'other') return [];
    const effect = transactionEffect({ words: wordsOf(read(statement)) });
    if (effect !== null) inTransaction = effect === 'begins';
    const reader = read(statement);
    if (!reader.accept('pragma') || reader.name()?.name !== 'foreign_keys') return [];
    if (!reader.accept('=') && !reader.accept('(')) return [];
    const value =
      reader
        .take()
        ?.text.replaceAll(/^['"]|['"]$/g, '')
        .toLowerCase() ?? '';
    const turnsOn = ON.includes(value);
    return [{ statement, turnsOn, counts: isFirst || !inTransaction }];
  });
}

const ON = ['on', 'yes', 'true', '1'];

function wordsOf(reader: SqlReader): readonly string[] {
  const words: string[] = [];
  for (let token = reader.take(); token?.kind === 'word'; token = reader.take()) {
    words.push(token.text);
  }
  return words;
}
