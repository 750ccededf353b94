import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import { compareNumbers } from '../../../src/conventions/compare-numbers.ts';
import { discover, parseVersion } from '../../../src/conventions/sqlx/names.ts';
import type { SourceEntry } from '../../../src/core/migration.ts';

// What is expected follows sqlx-core/src/migrate/source.rs.

function folder(...names: readonly string[]): SourceEntry[] {
  return names.map((path) => ({ path, kind: 'file' }));
}

function migrations(...names: readonly string[]): string[] {
  return discover(folder(...names)).candidates.map(
    ({ version, description, up, down }) =>
      `${version} "${description}" ${up}${down === null ? '' : ` + ${down}`}`,
  );
}

function problems(...names: readonly string[]): string[] {
  return discover(folder(...names)).problems.map(
    ({ code, severity, path }) => `${severity} ${code} ${path ?? ''}`,
  );
}

describe('names that sqlx takes', () => {
  const cases: [name: string, version: string, description: string][] = [
    ['20250131120000_add_users.sql', '20250131120000', 'add users'],
    ['1_a.sql', '1', 'a'],
    ['0007_leading_zeros.sql', '7', 'leading zeros'],
    ['+7_plus.sql', '7', 'plus'],
    ['-7_minus.sql', '-7', 'minus'],
    ['1__two.sql', '1', ' two'],
    ['1_.sql', '1', ''],
    ['1_up.sql', '1', 'up'],
    ['1_a.SQL.sql', '1', 'a.SQL'],
    ['1_a.sql.sql', '1', 'a'],
    ['1_a b-c.d.sql', '1', 'a b-c.d'],
    ['1_größe.sql', '1', 'größe'],
    ['9223372036854775807_largest.sql', '9223372036854775807', 'largest'],
    ['-9223372036854775808_smallest.sql', '-9223372036854775808', 'smallest'],
  ];
  for (const [name, version, description] of cases) {
    it(`${name} is version ${version}, "${description}"`, () => {
      assert.deepEqual(migrations(name), [`${version} "${description}" ${name}`]);
      assert.deepEqual(problems(name), []);
    });
  }

  it('pair up and down scripts', () => {
    assert.deepEqual(migrations('2_b.down.sql', '2_b.up.sql', '1_a.sql'), [
      '1 "a" 1_a.sql',
      '2 "b" 2_b.up.sql + 2_b.down.sql',
    ]);
    assert.deepEqual(problems('2_b.down.sql', '2_b.up.sql', '1_a.sql'), []);
  });

  it('lose a repeated suffix, but only that of their own kind', () => {
    assert.deepEqual(migrations('1_a.up.sql.up.sql', '1_a.down.sql', '2_b.sql.up.sql'), [
      '1 "a" 1_a.up.sql.up.sql + 1_a.down.sql',
      '2 "b.sql" 2_b.sql.up.sql',
    ]);
  });

  it('pair a down script with the up script of its version, whatever it is called', () => {
    assert.deepEqual(migrations('1_add.up.sql', '1_remove.down.sql'), [
      '1 "add" 1_add.up.sql + 1_remove.down.sql',
    ]);
    assert.deepEqual(migrations('1_add.sql', '1_add.down.sql'), [
      '1 "add" 1_add.sql + 1_add.down.sql',
    ]);
  });

  it('are ordered by number, beyond 2^53 too', () => {
    const names = [
      '10_c.sql',
      '9_b.sql',
      '9007199254740993_e.sql',
      '9007199254740992_d.sql',
      '-1_a.sql',
    ];
    assert.deepEqual(
      discover(folder(...names)).candidates.map(({ description }) => description),
      ['a', 'b', 'c', 'd', 'e'],
    );
  });
});

describe('names that sqlx ignores', () => {
  for (const name of ['notes.md', 'seed.sh', '.gitkeep', '1_a.sql.bak', '1_a.psql', 'sql']) {
    it(`${name} is nobody’s business`, () => {
      assert.deepEqual([migrations(name), problems(name)], [[], []]);
    });
  }

  for (const name of [
    '20250131120000.sql',
    'seed.sql',
    '20250131-add.sql',
    '1_a.SQL',
    '1_a.Up.Sql',
  ]) {
    it(`${name} has a warning`, () => {
      assert.deepEqual([migrations(name), problems(name)], [[], [`warning naming ${name}`]]);
    });
  }

  it('a folder with a migration’s name has an error', () => {
    const { candidates, problems } = discover([{ path: '1_a.sql', kind: 'directory' }]);
    assert.deepEqual(candidates, []);
    assert.deepEqual(
      problems.map(({ code, severity }) => [code, severity]),
      [['naming', 'error']],
    );
    assert.match(problems[0]?.message ?? '', /1_a\.sql is not a file/);
  });
});

describe('names that make sqlx stop', () => {
  for (const name of [
    'seed_data.sql',
    '_a.sql',
    'V1_a.sql',
    '1.5_a.sql',
    '1 _a.sql',
    '0x1_a.sql',
    '1e3_a.sql',
    '+-1_a.sql',
    '-_a.sql',
    '١_a.sql',
    '9223372036854775808_a.sql',
    '-9223372036854775809_a.sql',
  ]) {
    it(`${name} has an error`, () => {
      assert.deepEqual([migrations(name), problems(name)], [[], [`error naming ${name}`]]);
    });
  }

  it('says when a version is too large for 64 bits', () => {
    const [problem] = discover(folder('9223372036854775808_a.sql')).problems;
    assert.match(problem?.message ?? '', /does not fit into 64 bits/);
  });

  it('the other files are found all the same', () => {
    assert.deepEqual(migrations('1_a.sql', 'seed_data.sql', '2_b.sql'), [
      '1 "a" 1_a.sql',
      '2 "b" 2_b.sql',
    ]);
  });
});

describe('renaming to the convention', () => {
  const cases: [name: string, ...better: string[]][] = [
    ['V001__create_users.sql', '001_create_users.sql'],
    ['20250131-add-users.sql', '20250131_add_users.sql'],
    ['20250131120000.sql', '20250131120000_migration.sql'],
    ['1_a.SQL', '1_a.sql'],
    ['v2_b.up.sql', '2_b.up.sql'],
  ];
  for (const [name, ...better] of cases) {
    it(`${name} becomes ${better.join(', ')}, which is then accepted`, () => {
      const [problem] = discover(folder(name)).problems;
      const fix = problem?.fix;
      assert.ok(fix?.kind === 'rename');
      const renamed = fix.files.map(({ to }) => to);
      assert.deepEqual([fix.files[0]?.from, ...renamed], [name, ...better]);
      assert.deepEqual(
        problems(...renamed).filter((line) => line.includes(' naming ')),
        [],
      );
    });
  }

  it('takes both files of a pair', () => {
    const [problem] = discover(folder('V1__a.up.sql', 'V1__a.down.sql')).problems;
    assert.deepEqual(problem?.fix, {
      kind: 'rename',
      files: [
        { from: 'V1__a.up.sql', to: '1_a.up.sql' },
        { from: 'V1__a.down.sql', to: '1_a.down.sql' },
      ],
    });
  });

  it('gives a fresh version where the name holds none', () => {
    const [problem] = discover(folder('seed_data.sql')).problems;
    assert.deepEqual(problem?.fix, { kind: 'renumber', paths: ['seed_data.sql'] });
  });
});

describe('a version claimed twice', () => {
  it('is an error on each of the files, pointing at the others', () => {
    const { problems } = discover(folder('1_a.sql', '01_b.sql', '2_c.sql'));
    assert.deepEqual(
      problems.map(({ code, severity, path, version, related }) => ({
        code,
        severity,
        path,
        version,
        related,
      })),
      [
        {
          code: 'duplicate-version',
          severity: 'error',
          path: '1_a.sql',
          version: '1',
          related: ['01_b.sql'],
        },
        {
          code: 'duplicate-version',
          severity: 'error',
          path: '01_b.sql',
          version: '1',
          related: ['1_a.sql'],
        },
      ],
    );
  });

  it('by two pairs keeps each pair together in the fix', () => {
    const names = ['1_a.up.sql', '1_a.down.sql', '1_b.up.sql', '1_b.down.sql'];
    assert.deepEqual(
      discover(folder(...names)).problems.map(({ fix }) => fix),
      [
        { kind: 'renumber', paths: ['1_a.up.sql', '1_a.down.sql'] },
        { kind: 'renumber', paths: ['1_b.up.sql', '1_b.down.sql'] },
      ],
    );
  });

  it('by two down scripts is an error too', () => {
    assert.deepEqual(problems('1_a.up.sql', '1_a.down.sql', '1_b.down.sql'), [
      'error duplicate-version 1_a.down.sql',
      'error duplicate-version 1_b.down.sql',
    ]);
  });
});

describe('half a pair', () => {
  it('a down script alone is a warning', () => {
    assert.deepEqual(migrations('1_a.down.sql'), []);
    assert.deepEqual(problems('1_a.down.sql'), ['warning orphan-down 1_a.down.sql']);
  });

  it('an up script alone is a warning', () => {
    assert.deepEqual(migrations('1_a.up.sql'), ['1 "a" 1_a.up.sql']);
    assert.deepEqual(problems('1_a.up.sql'), ['warning missing-down 1_a.up.sql']);
  });
});

describe('versions typed by people', () => {
  for (const [text, version] of [
    ['20250131120000', 20250131120000n],
    ['007', 7n],
    ['+7', 7n],
    ['-7', -7n],
    ['0', 0n],
    ['', null],
    ['-', null],
    ['7.0', null],
    [' 7', null],
    ['9223372036854775808', null],
  ] as const) {
    it(`"${text}" is ${version === null ? 'none' : version.toString()}`, () => {
      assert.equal(parseVersion(text), version);
    });
  }

  it('compare as numbers', () => {
    assert.deepEqual(
      ['9007199254740993', '10', '9', '-1', '9007199254740992'].sort(compareNumbers),
      ['-1', '9', '10', '9007199254740992', '9007199254740993'],
    );
  });
});
