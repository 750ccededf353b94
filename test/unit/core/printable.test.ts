import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import { printable, printableLine } from '../../../src/core/printable.ts';

describe('text from elsewhere', () => {
  it('moves no cursor, changes no colour and turns no direction', () => {
    assert.equal(
      printable('a\tb\r\nc\x1B[2Jd\u202Ee\u061Cf\u0007\u009B1m\rg'),
      'a\tb\nc\\u001B[2Jd\\u202Ee\\u061Cf\\u0007\\u009B1m\\u000Dg',
    );
  });

  it('stays on its line', () => {
    assert.equal(printableLine('one\r\n  two\n\nthree'), 'one two three');
  });

  it('commands nothing to a CI that reads along', () => {
    assert.equal(printable('a\n::error file=b::c'), 'a\n\\u003A:error file=b::c');
    assert.equal(printable(' \t::add-mask::c'), ' \t\\u003A:add-mask::c');
    for (const text of ['a ::error::b', '::text', 'SELECT a\n  ::int']) {
      assert.equal(printable(text), text);
    }
  });
});
