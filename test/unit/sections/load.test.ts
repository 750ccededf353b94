import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import { load } from '../../../src/conventions/sections/load.ts';
import { recognize } from '../../../src/conventions/sections/recognize.ts';
import type { Problem } from '../../../src/core/problem.ts';

const path = '20250131120000_add_a.sql';
const version = '20250131120000_add_a';

function loaded(content: string | Uint8Array | Error) {
  const bytes = typeof content === 'string' ? Buffer.from(content) : content;
  const candidate = { version, description: 'add a', up: path, down: path, metadata: null };
  return load(candidate, new Map([[path, bytes]]));
}

function problems(content: string | Uint8Array | Error): string[] {
  return loaded(content).problems.map(({ code, severity, location }) =>
    [severity, code, ...(location ? [`${location.line}:${location.column}`] : [])].join(' '),
  );
}

/** The text after a problem's edits, as an editor makes them. */
function mended(text: string, { fix }: Problem): string {
  assert.ok(fix?.kind === 'edit');
  const lines = text.split('\n');
  const offset = (line: number, column: number) =>
    lines.slice(0, line - 1).reduce((sum, each) => sum + each.length + 1, 0) + column - 1;
  return fix.edits
    .toSorted((a, b) => b.location.line - a.location.line)
    .reduce((now, { location: at, text: inserted }) => {
      const [from, to] = [offset(at.line, at.column), offset(at.endLine, at.endColumn)];
      return now.slice(0, from) + inserted + now.slice(to);
    }, text);
}

describe('a migration of one file', () => {
  it('has two scripts of the same path, each with its place and its marker’s', () => {
    const { migration, problems } = loaded('\n-- UP\n\nA;\n\n  -- DOWN\nB;\n');
    assert.deepEqual(problems, []);
    assert.deepEqual(
      { ...migration, checksum: null },
      {
        version,
        description: 'add a',
        up: {
          path,
          sql: 'A;',
          start: { line: 4, column: 1 },
          marker: { line: 2, column: 1 },
          transactional: true,
        },
        down: {
          path,
          sql: 'B;',
          start: { line: 7, column: 1 },
          marker: { line: 6, column: 3 },
          transactional: true,
        },
        checksum: null,
        metadata: null,
      },
    );
  });

  it('has no way back where nothing stands below the down marker', () => {
    for (const text of ['-- UP\nA;\n-- DOWN\n', '-- UP\nA;\n-- DOWN\n-- later\n']) {
      assert.equal(loaded(text).migration.down, null);
      assert.deepEqual(problems(text), ['warning empty-section 3:1']);
    }
  });

  it('has no way back without a down marker, which can be added', () => {
    for (const text of ['-- UP\nA;\n', '-- UP\nA;']) {
      assert.equal(loaded(text).migration.down, null);
      assert.deepEqual(problems(text), ['warning missing-down']);
      const [problem] = loaded(text).problems;
      assert.ok(problem);
      assert.equal(mended(text, problem), '-- UP\nA;\n\n-- DOWN\n');
    }
  });

  it('must have something to apply', () => {
    assert.deepEqual(problems('-- UP\n\n-- DOWN\nB;\n'), ['error empty-section 1:1']);
  });
});

describe('a file that its runner reads differently', () => {
  const cases: [text: string, place: string, message: RegExp][] = [
    ['A;\n', '', /there is no line "-- UP", and the sections runner would apply everything/],
    ['-- DOWN\nB;\n', ' 1:1', /a down section and no up section/],
    ['-- DOWN\nB;\n-- UP\nA;\n', ' 1:1', /"-- DOWN" stands above "-- UP"/],
    ['-- UP\nA;\n-- UP\n-- DOWN\nB;', ' 3:1', /there is a second line "-- UP"/],
    ['-- UP\nA;\n-- DOWN\nB;\n-- DOWN\nC;', ' 5:1', /there is a second line "-- DOWN"/],
    ['-- UP\nA;\n--down\nB;', ' 3:1', /"--down" is not a marker to anybody.*Write "-- DOWN"/],
    [
      '-- UP\nA;\n-- DOWNLOAD\n-- DOWN\nB;',
      ' 3:1',
      /takes "-- DOWN" in "-- DOWNLOAD" for its marker/,
    ],
    ['-- Why\n-- UP\nA;\n-- DOWN\nB;', ' 1:1', /there is text above "-- UP"/],
  ];
  for (const [text, place, message] of cases) {
    it(`${JSON.stringify(text)} has an error at its place`, () => {
      const errors = loaded(text).problems.filter(({ severity }) => severity === 'error');
      assert.deepEqual(
        problems(text).filter((each) => each.startsWith('error')),
        [`error ambiguous-section${place}`],
      );
      assert.match(errors[0]?.message ?? '', message);
      assert.ok(errors[0]?.message.startsWith(`${path}: `));
    });
  }

  it('is mended by a marker at the top, which leaves the recorded checksum as it is', () => {
    const text = '-- Why\n\n-- UP\nA;\n-- DOWN\nB;\n';
    const { migration, problems: found } = loaded(text);
    assert.ok(found[0]);
    const better = mended(text, found[0]);
    assert.equal(better, '-- UP\n-- Why\n\n\nA;\n-- DOWN\nB;\n');
    assert.deepEqual(problems(better), []);
    assert.equal(loaded(better).migration.checksum, migration.checksum);
  });

  it('is mended by the marker that was meant', () => {
    const text = '-- UP\nA;\n  --down:\nB;\n';
    const [problem] = loaded(text).problems;
    assert.ok(problem);
    assert.equal(mended(text, problem), '-- UP\nA;\n  -- DOWN\nB;\n');
  });
});

describe('a file that cannot be used', () => {
  it('is not UTF-8', () => {
    const { problems } = loaded(Buffer.from('-- UP\nA; -- Größe\n', 'latin1'));
    assert.deepEqual(
      problems.map(({ code }) => code),
      ['encoding'],
    );
    assert.match(problems[0]?.message ?? '', /line 2/);
  });

  it('cannot be read', () => {
    const { migration, problems } = loaded(new Error('EACCES: permission denied'));
    assert.equal(migration.up.unread, true);
    assert.deepEqual(
      problems.map(({ code }) => code),
      ['unreadable'],
    );
  });
});

describe('recognising the files', () => {
  const found = (files: Readonly<Record<string, string | null>>) =>
    recognize(
      Object.keys(files).map((each) => ({ path: each, kind: 'file' })),
      new Map(Object.entries(files).flatMap(([at, text]) => (text === null ? [] : [[at, text]]))),
    );

  it('is sure of a marker in a file of the right name', () => {
    const recognition = { certain: true, reason: `the markers in ${path}` };
    assert.deepEqual(found({ 'x.sql': 'A;', [path]: '\uFEFF-- UP\r\nA;' }), recognition);
    assert.deepEqual(found({ [path]: 'A;\n-- DOWN\nB;' }), recognition);
  });

  it('is not sure by the names alone', () => {
    assert.deepEqual(found({ [path]: null }), { certain: false, reason: `the name ${path}` });
  });

  for (const text of [
    'A;\n',
    '-- migrate:up\nA;\n-- migrate:down\nB;\n',
    '-- +goose Up\nA;\n-- +goose Down\nB;\n',
    '-- Up Migration\nA;\n-- Down Migration\nB;\n',
    '-- UPDATE a\nA;\n',
  ]) {
    it(`says nothing of ${JSON.stringify(text)}`, () => {
      assert.equal(found({ [path]: text }), null);
    });
  }

  it('says nothing of other names', () => {
    assert.equal(found({ '1_a.sql': '-- UP\nA;', 'V001__a/up.sql': '-- UP\n' }), null);
    assert.equal(found({}), null);
  });
});
