import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import {
  compareVersions,
  discover,
  parseVersion,
} from '../../../src/conventions/sections/names.ts';
import type { SourceEntry } from '../../../src/core/migration.ts';

function folder(...names: readonly string[]): SourceEntry[] {
  return names.map((path) => ({ path, kind: 'file' }));
}

function problems(...names: readonly string[]): string[] {
  return discover(folder(...names)).problems.map(
    ({ code, severity, path }) => `${severity} ${code} ${path ?? ''}`,
  );
}

describe('names that the sections runner takes', () => {
  it('are fourteen digits and a name; the stem is the version', () => {
    assert.deepEqual(discover(folder('20250131120000_add_user_table.sql')), {
      candidates: [
        {
          version: '20250131120000_add_user_table',
          description: 'add user table',
          up: '20250131120000_add_user_table.sql',
          down: '20250131120000_add_user_table.sql',
          metadata: null,
        },
      ],
      problems: [],
    });
  });

  for (const [name, description] of [
    ['20250131120000_a.sql', 'a'],
    ['20250131120000__a_.sql', ' a '],
    ['20250131120000_a b-c.d.sql', 'a b-c.d'],
    ['20250131120000_größe.sql', 'größe'],
    ['00000000000000_zero.sql', 'zero'],
    ['20250131120000_a.sql.sql', 'a.sql'],
  ] as const) {
    it(`${name} is "${description}"`, () => {
      const { candidates, problems } = discover(folder(name));
      assert.deepEqual(problems, []);
      assert.deepEqual(
        candidates.map((each) => each.description),
        [description],
      );
    });
  }

  it('are in the order of their characters, as JavaScript sorts them', () => {
    const names = ['20250131120000_b', '20250131120000_B', '20240101000000_z', '20250131120000_a'];
    const versions = discover(folder(...names.map((name) => `${name}.sql`))).candidates.map(
      ({ version }) => version,
    );
    assert.deepEqual(versions, names.toSorted());
    assert.deepEqual(names.toSorted(compareVersions), names.toSorted());
  });
});

describe('names that the sections runner ignores', () => {
  for (const name of ['notes.md', 'seed.sh', '.gitkeep', '20250131120000_a.sql.bak', 'sql']) {
    it(`${name} is nobody’s business`, () => {
      assert.deepEqual(discover(folder(name)), { candidates: [], problems: [] });
    });
  }

  it('has a warning where an upper-case ending is to blame', () => {
    assert.deepEqual(problems('20250131120000_a.SQL'), ['warning naming 20250131120000_a.SQL']);
  });

  it('are below the folder too', () => {
    assert.deepEqual(problems('old/1.sql'), []);
  });
});

describe('names that make the sections runner stop', () => {
  for (const name of [
    'seed.sql',
    'seed_data.sql',
    '001_a.sql',
    'V001__a.sql',
    '20250131_a.sql',
    '2025013112000_a.sql',
    '202501311200000_a.sql',
    '20250131120000.sql',
    '20250131120000_.sql',
    '20250131120000-a.sql',
    '.sql',
  ]) {
    it(`${name} has an error`, () => {
      assert.deepEqual(problems(name), [`error naming ${name}`]);
    });
  }

  it('are those of folders too', () => {
    const { candidates, problems } = discover([
      { path: '20250131120000_a.sql', kind: 'directory' },
    ]);
    assert.deepEqual(candidates, []);
    assert.deepEqual(
      problems.map(({ code, severity }) => [code, severity]),
      [['naming', 'error']],
    );
    assert.match(problems[0]?.message ?? '', /is not a file/);
  });

  it('keep no other file from being found', () => {
    const { candidates } = discover(folder('seed.sql', '20250131120000_a.sql'));
    assert.equal(candidates.length, 1);
  });
});

describe('renaming to the convention', () => {
  for (const [name, better] of [
    ['20250131_add_users.sql', '20250131000000_add_users.sql'],
    ['202501311200-add-users.sql', '20250131120000_add_users.sql'],
    ['20250131120000.sql', '20250131120000_migration.sql'],
    ['20250131120000-2fa.sql', '20250131120000_2fa.sql'],
    ['20250131120000_a.SQL', '20250131120000_a.sql'],
    ['V20250131120000__a.sql', '20250131120000_a.sql'],
  ] as const) {
    it(`${name} becomes ${better}, which is then accepted`, () => {
      const [problem] = discover(folder(name)).problems;
      assert.deepEqual(problem?.fix, { kind: 'rename', files: [{ from: name, to: better }] });
      assert.deepEqual(problems(better), []);
    });
  }

  for (const name of [
    'seed.sql',
    '001_a.sql',
    '99999999_a.sql',
    '20251331_a.sql',
    '2025_a.sql',
    '202501311_a.sql',
    '2025013112000000_a.sql',
  ]) {
    it(`${name} needs a fresh timestamp`, () => {
      const [problem] = discover(folder(name)).problems;
      assert.deepEqual(problem?.fix, { kind: 'renumber', paths: [name] });
    });
  }
});

describe('a timestamp of two files', () => {
  it('is a warning on each, pointing at the others: they are two migrations', () => {
    const names = ['20250131120000_a.sql', '20250131120000_b.sql', '20250131120001_c.sql'];
    const { candidates, problems } = discover(folder(...names));
    assert.equal(candidates.length, 3);
    assert.deepEqual(
      problems.map(({ code, severity, path, version, related, fix }) => ({
        ...{ code, severity, path, version, related, fix },
      })),
      [
        {
          ...{ code: 'duplicate-version', severity: 'warning', path: names[0] },
          version: '20250131120000_a',
          related: [names[1]],
          fix: { kind: 'renumber', paths: [names[0]] },
        },
        {
          ...{ code: 'duplicate-version', severity: 'warning', path: names[1] },
          version: '20250131120000_b',
          related: [names[0]],
          fix: { kind: 'renumber', paths: [names[1]] },
        },
      ],
    );
  });
});

describe('versions typed by people', () => {
  for (const text of ['20250131120000', '20250131120000_a', '20250131120000_add users']) {
    it(`"${text}" is one`, () => {
      assert.equal(parseVersion(text), text);
    });
  }
  for (const text of ['', '0', '2025013112000', '20250131120000_', '1_a', 'a']) {
    it(`"${text}" is none`, () => {
      assert.equal(parseVersion(text), null);
    });
  }
});
