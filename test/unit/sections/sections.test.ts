import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import {
  holdsMarker,
  holdsStatement,
  readLikeItsRunner,
  readSections,
} from '../../../src/conventions/sections/sections.ts';

/** How jazzmind/agent-server takes a file apart, said again. */
function original(text: string): { up: string; down: string } {
  const pieces = text.split('-- DOWN');
  return {
    up: (pieces[0] ?? '').replace('-- UP', '').trim(),
    down: pieces.length > 1 ? (pieces[1] ?? '').trim() : '',
  };
}

function flaws(text: string): string[] {
  return readSections(text).flaws.map(({ kind, location, text: there }) => {
    const place = location === null ? 'file' : `${location.line}:${location.column}`;
    return `${place} ${kind} ${there}`.trim();
  });
}

describe('the sections of a file', () => {
  const plain = '-- UP\nCREATE TABLE a (b int);\n\n-- DOWN\nDROP TABLE a;\n';

  it('are what stands below the markers, without the blanks around it', () => {
    assert.deepEqual(readSections(plain), {
      up: {
        sql: 'CREATE TABLE a (b int);',
        start: { line: 2, column: 1 },
        marker: { line: 1, column: 1, endLine: 1, endColumn: 6 },
      },
      down: {
        sql: 'DROP TABLE a;',
        start: { line: 5, column: 1 },
        marker: { line: 4, column: 1, endLine: 4, endColumn: 8 },
      },
      flaws: [],
      end: { line: 6, column: 1 },
    });
  });

  it('are placed where their first letter is', () => {
    const { up, down } = readSections('\n  -- UP \n\n\t  SELECT 1;\n -- DOWN\n\n   SELECT 2;');
    assert.deepEqual(up.start, { line: 4, column: 4 });
    assert.deepEqual(up.marker, { line: 2, column: 3, endLine: 2, endColumn: 8 });
    assert.deepEqual(down?.start, { line: 7, column: 4 });
  });

  it('are placed as editors count, where a byte order mark is no character', () => {
    const { up } = readSections('\uFEFF-- UP\nA;');
    assert.deepEqual(up.marker, { line: 1, column: 1, endLine: 1, endColumn: 6 });
  });

  const fine: [what: string, text: string, up: string, down: string | null][] = [
    [
      'with CR LF, which stays inside',
      plain.replaceAll('\n', '\r\n'),
      'CREATE TABLE a (b int);',
      'DROP TABLE a;',
    ],
    [
      'with CR LF between two statements',
      '-- UP\r\nA;\r\nB;\r\n-- DOWN\r\nC;\r\n',
      'A;\r\nB;',
      'C;',
    ],
    ['with CR alone', '-- UP\rA;\r-- DOWN\rC;', 'A;', 'C;'],
    ['after a byte order mark', `\uFEFF${plain}`, 'CREATE TABLE a (b int);', 'DROP TABLE a;'],
    ['with indented markers', ' \t-- UP \nA;\n   -- DOWN\t\nC;', 'A;', 'C;'],
    ['with a no-break space at a marker', '-- UP\u00A0\nA;\n\u00A0-- DOWN\nC;', 'A;', 'C;'],
    ['without a down section', '-- UP\nA;\n', 'A;', null],
    ['with an empty down section', '-- UP\nA;\n-- DOWN\n', 'A;', ''],
    ['with an empty up section', '-- UP\n-- DOWN\nC;', '', 'C;'],
    [
      'with comments below the marker',
      '-- UP\n-- why\nA;\n-- DOWN\n-- back\nC;',
      '-- why\nA;',
      '-- back\nC;',
    ],
    [
      'with UPDATE in a comment of the up section',
      '-- UP\n-- UPDATE all\nA;',
      '-- UPDATE all\nA;',
      null,
    ],
    [
      'with a marker’s letters in a string',
      "-- UP\nSELECT '-- UP';\n-- DOWN\nC;",
      "SELECT '-- UP';",
      'C;',
    ],
    ['with nothing after the marker', '-- UP', '', null],
  ];
  for (const [what, text, up, down] of fine) {
    it(`are the runner’s own, ${what}`, () => {
      const read = readSections(text);
      assert.deepEqual(flaws(text), []);
      assert.deepEqual([read.up.sql, read.down?.sql ?? null], [up, down]);
      assert.deepEqual({ up: read.up.sql, down: read.down?.sql ?? '' }, original(text));
    });
  }

  it('are told as its runner would read them, flaws or not', () => {
    const text = '-- Why\n-- UP\nA; -- DOWNLOAD\nB;\n-- DOWN\nC;';
    assert.deepEqual(readLikeItsRunner(text), original(text));
    assert.equal(readLikeItsRunner(text).up, '-- Why\n\nA;');
  });
});

describe('a file that is not plain to read', () => {
  const cases: [what: string, text: string, ...expected: string[]][] = [
    ['has no marker', 'CREATE TABLE a (b int);\n', 'file no-up'],
    ['is empty', '', 'file no-up'],
    ['has dbmate’s markers', '-- migrate:up\nA;\n-- migrate:down\nC;\n', 'file no-up'],
    ['has no up marker', 'A;\n-- DOWN\nC;\n', 'file no-up'],
    ['has a down section only', '\n-- DOWN\nC;\n', '2:1 only-down -- DOWN'],
    ['has text above the first marker', '-- Shop\n\n-- UP\nA;\n', '1:1 text-above -- Shop'],
    ['has a statement above it', '\n  A;\n-- UP\nB;\n', '2:3 text-above A;'],
    ['has UPDATE in a comment above it', '-- UPDATE a\n-- UP\nA;', '1:1 text-above -- UPDATE a'],
    ['has two up markers', '-- UP\nA;\n-- UP\nB;\n-- DOWN\nC;', '3:1 doubled -- UP'],
    [
      'has an up marker in the down section',
      '-- UP\nA;\n-- DOWN\nC;\n-- UP\nB;',
      '5:1 doubled -- UP',
    ],
    ['has two down markers', '-- UP\nA;\n-- DOWN\nC;\n  -- DOWN\nD;', '5:3 doubled -- DOWN'],
    ['has them the wrong way round', '-- DOWN\nC;\n-- UP\nA;\n', '1:1 reversed -- DOWN'],
    [
      'has lower-case markers',
      '-- up\nA;\n-- down\nC;',
      '1:1 nearly-a-marker -- up',
      '3:1 nearly-a-marker -- down',
    ],
    ['has one lower-case marker', '-- UP\nA;\n -- Down\nC;', '3:2 nearly-a-marker -- Down'],
    [
      'has a marker without a blank',
      '--UP\nA;\n--DOWN\nC;',
      '1:1 nearly-a-marker --UP',
      '3:1 nearly-a-marker --DOWN',
    ],
    [
      'has a marker with a colon',
      '-- UP:\nA;\n-- DOWN:\nC;',
      '1:1 nearly-a-marker -- UP:',
      '3:1 nearly-a-marker -- DOWN:',
    ],
    [
      'says DOWN in a comment of the up section',
      '-- UP\nA;\n-- DOWNLOAD it\nB;\n-- DOWN\nC;',
      '3:1 stray -- DOWNLOAD it',
    ],
    [
      'says DOWN behind a statement',
      '-- UP\nA; -- DOWN here\n-- DOWN\nC;',
      '2:4 stray -- DOWN here',
    ],
    ['says DOWN in a string', "-- UP\nSELECT '-- DOWN';\n", "2:9 stray -- DOWN';"],
    [
      'says DOWN in a comment of the down section',
      '-- UP\nA;\n-- DOWN\nC;\n-- DOWNGRADE too\nD;',
      '5:1 stray -- DOWNGRADE too',
    ],
    [
      'has words behind its marker',
      '-- UP first\nA;\n-- DOWN last\nC;',
      'file no-up',
      '3:1 stray -- DOWN last',
    ],
  ];
  for (const [what, text, ...expected] of cases) {
    it(what, () => {
      assert.deepEqual(flaws(text), expected);
      assert.deepEqual(flaws(text.replaceAll('\n', '\r\n')), expected);
    });
  }

  it('is every file that its own runner reads differently, and such a file has a flaw', () => {
    const pieces = [
      ...['-- UP', '-- DOWN', '-- UP', '-- DOWN', '\n', '\n', '\n', '\r\n', '\r', ' ', '\t'],
      ...[
        'A;',
        '-- UPDATE',
        '-- DOWNLOAD',
        '--',
        '-',
        'UP',
        'DOWN',
        '\uFEFF',
        '\u2028',
        "'",
        '-- up',
      ],
    ];
    // Park and Miller's: the same texts in every run.
    let seed = 20250131;
    const random = (below: number) => (seed = (seed * 48271) % 0x7fffffff) % below;
    let plain = 0;
    for (let round = 0; round < 200_000; round++) {
      const text = Array.from({ length: random(12) }, () => pieces[random(pieces.length)]).join('');
      const { up, down, flaws: found } = readSections(text);
      if (found.length > 0) continue;
      plain += 1;
      assert.deepEqual({ up: up.sql, down: down?.sql ?? '' }, original(text), JSON.stringify(text));
    }
    assert.ok(plain > 1000, `${plain} plain texts`);
  });
});

describe('a text', () => {
  it('holds a marker in a line of its own', () => {
    for (const text of ['-- UP', 'A;\n -- DOWN\r\nB;', '\uFEFF-- UP\n'])
      assert.ok(holdsMarker(text));
    for (const text of ['', '-- UPDATE', '--UP', '-- up', '-- migrate:up\n', '-- +goose Up\n']) {
      assert.ok(!holdsMarker(text), text);
    }
  });

  it('holds a statement where it is more than blanks and comments', () => {
    const holds = (sql: string) =>
      holdsStatement({ sql, start: { line: 1, column: 1 }, marker: null });
    for (const sql of ['', '-- nothing', ' \n-- nothing\r\n\t-- here '])
      assert.ok(!holds(sql), sql);
    for (const sql of ['A', '-- why\nA', 'A -- why']) assert.ok(holds(sql), sql);
  });
});
