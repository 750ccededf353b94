import assert from 'node:assert/strict';
import { after, before, describe, it } from 'node:test';
import { SqliteError, type Session } from '../../../src/databases/sqlite/driver.ts';
import { loadDriver } from '../../../src/databases/sqlite/drivers.ts';
import { syntaxErrorPosition } from '../../../src/databases/sqlite/syntax-position.ts';

/** `▸` marks the place; statements without one have an error that has no place. */
const statements = [
  'CREATE ▸TABEL a (x)',
  'SELECT 1 ▸SELECT',
  `SELECT ')' ▸)`,
  'SELECT 1 = /* = */ ▸= 2',
  'SELECT a, b FROM t WHERE a = 1 AND ▸AND b = 2',
  'SELECT 1 <= ▸<= 2',
  `INSERT INTO t (a) VALUES ('one', 'it''s') ▸'one'`,
  'SELECT x ▸^ 2',
  'SELECT 1 != 2 ▸! 3',
  'SELECT 1 != 2, 1 != 2, 1 != 2, 1 != 2, 1 != 2, 1 != 2 ▸! 3',
  `SELECT ▸'never closed`,
  'SELECT (1▸',
  'CREATE TRIGGER r AFTER INSERT ON t BEGIN SELECT 1; SELECT 1 ▸1; END',
  'SELECT 🦉, "🦉", \'🦉\' FORM ▸t',
  'SELECT\r\n  a\r\nFROM t\r\nWHERE\r\n▸',
  'SELECT 1e5 + 0x1F, :a, @b, $c, ?1 ▸?2',
  'UPDATE t SET a = [b c] ▸[d]',
  'SELECT * FROM nowhere',
  'SELECT nowhere FROM t',
  'PRAGMA user_version = 1 2',
];

describe('the place of a syntax error', () => {
  let session: Session;
  before(async () => {
    session = (await loadDriver(null)).open(':memory:', 'create');
    session.exec('CREATE TABLE t (a, b)');
  });
  after(() => {
    session.close();
  });

  for (const marked of statements) {
    it(`is found in ${JSON.stringify(marked)}`, () => {
      const sql = marked.replace('▸', '');
      const expected = marked.includes('▸') ? marked.indexOf('▸') : null;
      assert.equal(syntaxErrorPosition(session, sql, errorOf(sql)), expected);
    });
  }

  it('costs a few compilations, however long the statement is', () => {
    const many = Array.from({ length: 10_000 }, (_, n) => `(${n}, 'a')`).join(', ');
    const sql = `INSERT INTO t VALUES ${many}, (1 1)`;
    const message = errorOf(sql);
    let compilations = 0;
    const counting: Session = {
      ...session,
      prepare: (text) => {
        compilations += 1;
        session.prepare(text);
      },
    };
    assert.equal(syntaxErrorPosition(counting, sql, message), sql.length - 2);
    assert.ok(compilations < 20, `${compilations} compilations`);
  });

  it('is looked for without carrying anything out', () => {
    const sql = 'PRAGMA user_version = 5 = 6';
    syntaxErrorPosition(session, sql, errorOf(sql));
    assert.deepEqual(
      session.all({ sql: 'PRAGMA user_version', values: [] }).map((row) => ({ ...row })),
      [{ user_version: 0n }],
    );
  });

  function errorOf(sql: string): string {
    try {
      session.prepare(sql);
    } catch (error) {
      if (error instanceof SqliteError) return error.message;
      throw error;
    }
    return assert.fail(`no error: ${sql}`);
  }
});
