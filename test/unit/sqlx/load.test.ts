import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import { load } from '../../../src/conventions/sqlx/load.ts';

const candidate = {
  version: '7',
  description: 'add a',
  up: '7_add_a.up.sql',
  metadata: null,
  down: '7_add_a.down.sql',
};

function loaded(up: string | Uint8Array | Error, down: string | Uint8Array = 'DROP TABLE a;\n') {
  const bytes = (content: string | Uint8Array | Error) =>
    typeof content === 'string' ? Buffer.from(content) : content;
  const contents = new Map([
    [candidate.up, bytes(up)],
    [candidate.down, bytes(down)],
  ]);
  return load(candidate, contents, []);
}

describe('a migration’s files', () => {
  it('are the SQL as it stands, a byte order mark included', () => {
    const { migration, problems } = loaded('\uFEFFCREATE TABLE a (b);\r\n');
    assert.deepEqual(problems, []);
    assert.deepEqual(migration.up, {
      path: '7_add_a.up.sql',
      sql: '\uFEFFCREATE TABLE a (b);\r\n',
      start: { line: 1, column: 1 },
      marker: null,
      transactional: true,
    });
    assert.equal(migration.down?.sql, 'DROP TABLE a;\n');
  });

  it('are hashed without the down script', () => {
    const one = loaded('SELECT 1;').migration.checksum;
    assert.equal(loaded('SELECT 1;', 'SELECT 2;').migration.checksum, one);
    assert.notEqual(loaded('SELECT 2;').migration.checksum, one);
  });
});

describe('the no-transaction mark', () => {
  const mark = '-- no-transaction';
  for (const [text, transactional] of [
    [`${mark}\nVACUUM;\n`, false],
    [`${mark}\r\nVACUUM;\n`, false],
    [`${mark} because of VACUUM\nVACUUM;\n`, false],
    [mark, false],
    [`\uFEFF${mark}\nVACUUM;\n`, true],
    [`\n${mark}\nVACUUM;\n`, true],
    [` ${mark}\nVACUUM;\n`, true],
    [`-- Tidy up\n${mark}\nVACUUM;\n`, true],
    ['--no-transaction\nVACUUM;\n', true],
    ['-- No-Transaction\nVACUUM;\n', true],
  ] as const) {
    it(`${transactional ? 'is not in' : 'is in'} ${JSON.stringify(text)}`, () => {
      assert.equal(loaded(text).migration.up.transactional, transactional);
    });
  }

  it('counts for each of two scripts by itself', () => {
    const { up, down } = loaded(`${mark}\nVACUUM;\n`, 'DROP TABLE a;\n').migration;
    assert.deepEqual([up.transactional, down?.transactional], [false, true]);
  });
});

describe('a file that cannot be used', () => {
  it('is not UTF-8', () => {
    const latin1 = Buffer.from('SELECT 1;\nSELECT 2;\n-- Größe\nSELECT 3;\n', 'latin1');
    const [problem, ...others] = loaded(latin1).problems;
    assert.deepEqual(others, []);
    assert.equal(problem?.code, 'encoding');
    assert.equal(problem.severity, 'error');
    assert.equal(problem.path, '7_add_a.up.sql');
    assert.equal(problem.version, '7');
    assert.equal(problem.location?.line, 3);
    assert.equal(
      problem.message,
      '7_add_a.up.sql is not UTF-8 (line 3), and sqlx cannot read it. Save it as UTF-8.',
    );
  });

  it('is UTF-16, half a character, or a surrogate', () => {
    for (const bytes of [
      Buffer.from('\uFEFFSELECT 1;', 'utf16le'),
      Buffer.from('SELECT 1; -- ☃').subarray(0, -1),
      Buffer.from([0xed, 0xa0, 0x80]),
    ]) {
      assert.deepEqual(
        loaded(bytes).problems.map(({ code }) => code),
        ['encoding'],
      );
    }
  });

  it('holds a replacement character of its own, and is UTF-8 all the same', () => {
    assert.deepEqual(loaded('-- \uFFFD\n').problems, []);
  });

  it('cannot be read', () => {
    const { migration, problems } = loaded(new Error('EACCES: permission denied'));
    assert.equal(migration.up.unread, true);
    assert.deepEqual(
      problems.map(({ code, severity, message }) => ({ code, severity, message })),
      [
        {
          code: 'unreadable',
          severity: 'error',
          message: '7_add_a.up.sql cannot be read: EACCES: permission denied',
        },
      ],
    );
  });

  it('is a down script', () => {
    const { problems } = loaded('SELECT 1;', Buffer.from([0xff]));
    assert.deepEqual(
      problems.map(({ path }) => path),
      ['7_add_a.down.sql'],
    );
  });
});
