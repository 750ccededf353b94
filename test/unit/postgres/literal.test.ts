import assert from 'node:assert/strict';
import { it } from 'node:test';
import { escapeLiteral } from 'pg';
import { inline, quoteLiteral, renumbered } from '../../../src/databases/postgres/literal.ts';

it('strings are quoted as pg quotes them', () => {
  for (const text of ['', 'x', `it's`, 'a\\b', `\\'; DROP TABLE t; --`]) {
    assert.equal(quoteLiteral(text), escapeLiteral(text));
  }
});

it('values go where their parameters stand, and nowhere else', () => {
  const values = [1n, `it's $2`, -3n, null, true, new Uint8Array([0, 255])];
  assert.equal(
    inline({ sql: `SELECT "$1", '$1', $1::int, $2, $3, $4, $5, $6, $11 -- $1`, values }),
    `SELECT "$1", '$1', (1)::int, 'it''s $2', (-3), NULL, (true),  E'\\\\x00ff'::bytea, NULL -- $1`,
  );
});

it('parameters are numbered from behind others', () => {
  assert.equal(
    renumbered(`SELECT "$1", '$1', $1::int, $12 -- $1`, 2),
    `SELECT "$1", '$1', $3::int, $14 -- $1`,
  );
});

it('a text with a NUL, at which the message would end, is refused', () => {
  assert.throws(() => inline({ sql: 'SELECT $1', values: ['a\0b'] }), { message: /NUL.*a␀b/ });
});
