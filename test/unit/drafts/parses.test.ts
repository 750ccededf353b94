import assert from 'node:assert/strict';
import { DatabaseSync } from 'node:sqlite';
import { describe, it } from 'node:test';
import { draftDown } from '../../../src/drafts/down.ts';
import { loadGrammar } from '../../../src/grammar/libpg-query.ts';
import { parseScript } from '../../../src/grammar/parse.ts';
import { split } from '../../../src/sql/split.ts';
import { postgresCases } from '../../integration/verdicts/postgres-cases.ts';
import { sqliteCases } from '../../integration/verdicts/sqlite-cases.ts';
import type { VerdictCase } from '../../integration/verdicts/verdict-case.ts';

/** Scripts that are wrong, too: whatever a draft is made of, it is SQL. */
describe('each draft is SQL', () => {
  it('as PostgreSQL’s grammar has it', async () => {
    const grammar = await loadGrammar();
    const wrong = scriptsOf(postgresCases).flatMap((sql) => {
      const down = draftDown(sql, parseScript(sql, grammar), null).sql;
      return parseScript(down, grammar).flatMap(({ error }) =>
        error === null ? [] : [`${error.message}\n${sql}\n${down}`],
      );
    });
    assert.deepEqual(wrong, []);
  });

  it('as SQLite prepares it', () => {
    const database = new DatabaseSync(':memory:');
    const wrong = scriptsOf(sqliteCases).flatMap((sql) => {
      const down = draftDown(sql, null, null).sql;
      return split(down, 'sqlite').flatMap(({ start, end }) => {
        const message = refusal(database, down.slice(start, end));
        return message === null ? [] : [`${message}\n${sql}\n${down}`];
      });
    });
    assert.deepEqual(wrong, []);
    database.close();
  });
});

function scriptsOf(cases: readonly VerdictCase[]): readonly string[] {
  return [...new Set(cases.flatMap(({ before, sql }) => [before, sql]))];
}

/** That there is no such table is no matter of syntax. */
function refusal(database: DatabaseSync, sql: string): string | null {
  try {
    database.prepare(sql);
    return null;
  } catch (error) {
    const { message } = error as Error;
    return /syntax error|unrecognized token|incomplete input/.test(message) ? message : null;
  }
}
