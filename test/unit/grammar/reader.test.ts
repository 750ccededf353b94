import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import { GrammarLost, type Grammar } from '../../../src/grammar/grammar.ts';
import { loadGrammar } from '../../../src/grammar/libpg-query.ts';
import { GrammarReader } from '../../../src/grammar/reader.ts';

/** What the parser has been asked, and how often it was loaded. */
function counting(): { load: () => Promise<Grammar>; asked: string[]; loads: () => number } {
  const asked: string[] = [];
  let loads = 0;
  const load = async (): Promise<Grammar> => {
    loads++;
    const grammar = await loadGrammar();
    return {
      parse: (statement) => {
        asked.push(statement);
        return grammar.parse(statement);
      },
    };
  };
  return { load, asked, loads: () => loads };
}

/** A chain that the parser's own recursion does not come to the end of. */
const endless = `SELECT 1${' + 1'.repeat(50_000)}`;

describe('reading scripts with PostgreSQL’s grammar', () => {
  it('parses after a keystroke only the statement that it was in', async () => {
    const { load, asked, loads } = counting();
    const reader = new GrammarReader(load);
    await reader.read('SELECT 1; SELECT 2; SELECT 3');
    assert.deepEqual(asked.splice(0), ['SELECT 1', 'SELECT 2', 'SELECT 3']);
    const parsed = await reader.read('SELECT 1; SELECT 22; SELECT 3');
    assert.deepEqual(asked, ['SELECT 22']);
    assert.equal(loads(), 1);
    assert.deepEqual(
      parsed.map(({ start, error }) => ({ start, error })),
      [0, 10, 21].map((start) => ({ start, error: null })),
    );
  });

  it('keeps no more than it may: what was used last', async () => {
    const { load, asked } = counting();
    const reader = new GrammarReader(load, 'SELECT 1'.length * 2);
    await reader.read('SELECT 1; SELECT 2');
    await reader.read('SELECT 1');
    await reader.read('SELECT 3');
    asked.length = 0;
    await reader.read('SELECT 1; SELECT 3; SELECT 2');
    assert.deepEqual(asked, ['SELECT 2']);
  });

  it('reads what is larger than all it may keep', async () => {
    const [parsed] = await new GrammarReader(loadGrammar, 4).read('SELECT 1');
    assert.equal(parsed?.error, null);
  });

  it('goes on with another parser after a statement that has broken one', async () => {
    const { load, loads } = counting();
    const reader = new GrammarReader(load, 100);
    const sql = `SELECT 1; ${endless}; SELEC 2; ${endless} + 2; SELECT 3`;
    const errors = (await reader.read(sql)).map(({ error }) => error);
    assert.deepEqual(
      errors.map((error) => error?.tooComplex ?? false),
      [false, true, false, true, false],
    );
    assert.equal(errors[0], null);
    assert.match(errors[2]?.message ?? '', /SELEC/);
    assert.equal(errors[4], null);
    assert.equal(loads(), 3);
  });

  it('can be asked again when the parser could not be loaded', async () => {
    let fails = true;
    const reader = new GrammarReader(() =>
      fails ? Promise.reject(new Error('no memory')) : loadGrammar(),
    );
    await assert.rejects(reader.read('SELECT 1'), /no memory/);
    fails = false;
    assert.equal((await reader.read('SELECT 1')).length, 1);
  });
});

describe('PostgreSQL’s parser', () => {
  it('is lost after a statement that it breaks down over', async () => {
    const grammar = await loadGrammar();
    assert.throws(
      () => grammar.parse(endless),
      (error) => error instanceof GrammarLost && error.statement === endless,
    );
  });

  it('tells where it stopped in UTF-16 units, also behind what takes two', async () => {
    const grammar = await loadGrammar();
    const sql = "SELECT '😀é' FRM FROM a b c";
    const { error } = grammar.parse(sql);
    assert.equal(error?.position, sql.indexOf(' c') + 1);
  });

  it('does not stop reading at a NUL, and takes half a surrogate pair for a letter', async () => {
    const grammar = await loadGrammar();
    const { error } = grammar.parse('SELECT 1 \0 SELEC');
    assert.deepEqual(error?.position, 9);
    assert.equal(grammar.parse("SELECT '\ud800' AS \udc00").error, null);
  });
});
