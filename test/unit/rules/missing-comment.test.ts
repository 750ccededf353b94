import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import { ENGINES, marked } from './support.ts';

const ID = 'missing-comment';

describe(ID, () => {
  for (const engine of ENGINES) {
    for (const comment of [
      '',
      '\n\n',
      '-- no-transaction\n',
      '-- Add migration script here\n',
      '-- Add up migration script here\n',
      '-- Add the statements of the change here.\n',
      '--\n-- ----------\n',
      '/* ======= */ /**/',
      '-- strata-ignore missing-if-exists\n',
      '-- 2025-01-01\n',
    ]) {
      it(`marks the first statement after ${JSON.stringify(comment)} on ${engine}`, () => {
        const sql = `${comment}CREATE TABLE a (b int); -- The table a.`;
        assert.deepEqual(marked(ID, sql, engine), ['CREATE TABLE a']);
      });
    }

    for (const comment of [
      '-- Carts: what people want to buy.\n',
      '--what for\n',
      '/* Carts. */ ',
      '/*\n * What people\n * want to buy.\n */\n',
      '-- no-transaction\n-- An index on carts.\n',
      '-- Add migration script here\n-- Carts.\n',
      '\uFEFF-- Καλάθια\n',
      '\n\n  -- Carts.\n\n',
    ]) {
      it(`is content with ${JSON.stringify(comment)} on ${engine}`, () => {
        const bare = engine === 'postgres' ? comment.replace('\uFEFF', '') : comment;
        assert.deepEqual(marked(ID, `${bare}CREATE TABLE a (b int)`, engine), []);
      });
    }

    it(`asks nothing of a down script or of an empty one on ${engine}`, () => {
      assert.deepEqual(marked(ID, 'DROP TABLE a', engine, { direction: 'down' }), []);
      assert.deepEqual(marked(ID, '-- no-transaction\n', engine), []);
    });
  }
});
