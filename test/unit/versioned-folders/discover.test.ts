import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import { discover } from '../../../src/conventions/versioned-folders/discover.ts';
import { parseVersion } from '../../../src/conventions/versioned-folders/names.ts';
import { recognize } from '../../../src/conventions/versioned-folders/recognize.ts';
import type { Fix } from '../../../src/core/problem.ts';
import { entries, found } from './entries.ts';

const BOTH = 'up.sql down.sql';

describe('the folders of migrations', () => {
  it('are told by number and description, in the order of the numbers', () => {
    const { candidates, problems } = found(
      `V010__index_users_by_name: ${BOTH} metadata.yaml README.md`,
      'V002__add_users: up.sql',
      'V1000__later: up.sql',
    );
    assert.deepEqual(candidates, [
      {
        version: '2',
        description: 'add users',
        up: 'V002__add_users/up.sql',
        down: null,
        metadata: null,
      },
      {
        version: '10',
        description: 'index users by name',
        up: 'V010__index_users_by_name/up.sql',
        down: 'V010__index_users_by_name/down.sql',
        metadata: 'V010__index_users_by_name/metadata.yaml',
      },
      {
        version: '1000',
        description: 'later',
        up: 'V1000__later/up.sql',
        down: null,
        metadata: null,
      },
    ]);
    assert.deepEqual(problems, []);
  });

  it('are split at the first two underscores', () => {
    const { candidates } = found('V001___a__b_c: up.sql', 'V002__: up.sql');
    assert.deepEqual(
      candidates.map(({ description }) => description),
      [' a  b c', ''],
    );
  });

  it('leave alone what is no migration', () => {
    const { candidates, problems } = found(
      ...['README.md', 'seeds:', 'views: all.sql', 'Views: all.sql', 'archive: V001__a', 'up.sql'],
    );
    assert.deepEqual([candidates, problems], [[], []]);
  });

  const rename = (from: string, to: string): Fix => ({ kind: 'rename', files: [{ from, to }] });
  const strays: [line: string, code: string, path: string, fix: Fix | undefined][] = [
    [
      `v001__test: ${BOTH}`,
      'warning lower-case-v',
      'v001__test/up.sql',
      rename('v001__test', 'V001__test'),
    ],
    ['v1_a: down.sql', 'warning lower-case-v', 'v1_a/down.sql', rename('v1_a', 'V001__a')],
    [
      'V001_test: up.sql',
      'warning single-underscore',
      'V001_test/up.sql',
      rename('V001_test', 'V001__test'),
    ],
    [
      'V3_add_users: up.sql',
      'warning single-underscore',
      'V3_add_users/up.sql',
      rename('V3_add_users', 'V003__add_users'),
    ],
    ['V003-a b: up.sql', 'warning naming', 'V003-a b/up.sql', rename('V003-a b', 'V003__a_b')],
    ['003_a: up.sql', 'warning naming', '003_a/up.sql', rename('003_a', 'V003__a')],
    ['V7: up.sql', 'warning naming', 'V7/up.sql', rename('V7', 'V007__migration')],
    [
      'users: up.sql',
      'warning naming',
      'users/up.sql',
      { kind: 'renumber', paths: ['users/up.sql'] },
    ],
    ['v001__x:', 'warning lower-case-v', 'v001__x', rename('v001__x', 'V001__x')],
    ['V001_x:', 'warning single-underscore', 'V001_x', rename('V001_x', 'V001__x')],
    [
      'V1_0__a: up.sql metadata.yaml',
      'error naming',
      'V1_0__a/up.sql',
      { kind: 'renumber', paths: ['V1_0__a/up.sql', 'V1_0__a/metadata.yaml'] },
    ],
    [
      'V-1__a: up.sql',
      'error naming',
      'V-1__a/up.sql',
      { kind: 'renumber', paths: ['V-1__a/up.sql'] },
    ],
    [
      'V9223372036854775808__a: up.sql',
      'error naming',
      'V9223372036854775808__a/up.sql',
      { kind: 'renumber', paths: ['V9223372036854775808__a/up.sql'] },
    ],
    ['V005__add_users.sql', 'warning naming', 'V005__add_users.sql', undefined],
  ];
  for (const [line, code, path, fix] of strays) {
    it(`tell of ${line} as ${code}, and pass over it`, () => {
      const { candidates, problems } = found(line);
      assert.deepEqual(candidates, []);
      assert.deepEqual(
        problems.map((each) => [
          `${each.severity} ${each.code}`,
          each.path,
          each.version,
          each.fix,
        ]),
        [[code, path, null, fix]],
      );
    });
  }

  it('that Python would read otherwise say how', () => {
    const [message] = found('V1_0__a: up.sql').problems.map((each) => each.message);
    assert.match(message ?? '', /^V1_0__a: the project’s own runner reads this as version 10, /);
    const [tooLarge] = found('V9223372036854775808__a: up.sql').problems;
    assert.match(tooLarge?.message ?? '', /: the number does not fit into 64 bits, /);
    // Without an up.sql it passes over them.
    assert.equal(found('V1_0__a: down.sql').problems[0]?.severity, 'warning');
  });

  it('say what the name must be, as a person would', () => {
    const [problem] = found('V3_test: up.sql').problems;
    assert.equal(
      problem?.message,
      'V3_test: a folder must be named V{three digits}__{description}, for example V003__test. Strata and the project’s own runner skip it. Rename it?',
    );
  });

  it('are not renamed onto another one', () => {
    const { problems } = found('V001__a: up.sql', 'v001__a: up.sql');
    assert.deepEqual(problems[0]?.fix, { kind: 'renumber', paths: ['v001__a/up.sql'] });
  });

  for (const [name, better, version] of [
    ['V1__test', 'V001__test', '1'],
    ['V0012__a_b', 'V012__a_b', '12'],
  ] as const) {
    it(`${name} counts, and is better called ${better}`, () => {
      const { candidates, problems } = found(`${name}: ${BOTH}`);
      assert.equal(candidates[0]?.version, version);
      assert.deepEqual(
        problems.map((each) => [each.severity, each.code, each.path, each.version, each.fix]),
        [['warning', 'unpadded-version', `${name}/up.sql`, version, rename(name, better)]],
      );
    });
  }

  it('without an up.sql are passed over, and told of', () => {
    const { candidates, problems } = found(
      ...['V001__a: down.sql', 'V002__b: metadata.yaml', 'V003__c:', 'V004__d: UP.SQL'],
    );
    assert.deepEqual(candidates, []);
    assert.deepEqual(
      problems.map(({ severity, code, path, version, fix }) => [
        `${severity} ${code}`,
        path,
        version,
        fix?.kind === 'create' && fix.path,
      ]),
      [
        ['warning orphan-down', 'V001__a/down.sql', '1', 'V001__a/up.sql'],
        ['warning naming', 'V002__b/metadata.yaml', '2', 'V002__b/up.sql'],
        ['warning naming', 'V003__c', '3', 'V003__c/up.sql'],
        ['warning naming', 'V004__d', '4', 'V004__d/up.sql'],
      ],
    );
  });

  it('count by their files alone', () => {
    const { candidates, problems } = discover([
      { path: 'V001__a', kind: 'directory' },
      { path: 'V001__a/up.sql', kind: 'directory' },
    ]);
    assert.deepEqual(candidates, []);
    assert.deepEqual(
      problems.map(({ code, path }) => [code, path]),
      [['naming', 'V001__a']],
    );
    assert.equal(recognize([{ path: 'V001__a/up.sql', kind: 'directory' }]), null);
  });

  it('that claim one number are errors, each with a fresh number as its remedy', () => {
    const { candidates, problems } = found(
      ...[`V001__a: ${BOTH}`, 'V002__c: up.sql', 'V1__b: up.sql metadata.yaml'],
    );
    assert.equal(candidates.length, 3);
    const duplicates = problems.filter(({ code }) => code === 'duplicate-version');
    assert.deepEqual(
      duplicates.map(({ severity, version, path, related, fix }) => ({
        ...{ severity, version, path, related, fix },
      })),
      [
        {
          ...{ severity: 'error', version: '1', path: 'V001__a/up.sql', related: ['V1__b/up.sql'] },
          fix: { kind: 'renumber', paths: ['V001__a/up.sql', 'V001__a/down.sql'] },
        },
        {
          ...{ severity: 'error', version: '1', path: 'V1__b/up.sql', related: ['V001__a/up.sql'] },
          fix: { kind: 'renumber', paths: ['V1__b/up.sql', 'V1__b/metadata.yaml'] },
        },
      ],
    );
    assert.match(duplicates[0]?.message ?? '', /^Version 1 is claimed by V1__b too/);
  });
});

describe('a project of versioned folders', () => {
  const recognized = (...lines: readonly string[]) => recognize(entries(...lines));

  it('is certain where a folder is named as the guide has it', () => {
    assert.deepEqual(recognized('1_users.sql', 'v2_b: up.sql', 'V001__a: up.sql'), {
      certain: true,
      reason: 'the name V001__a/up.sql',
    });
  });

  it('is likely where one is almost', () => {
    assert.deepEqual(recognized('v2_b: up.sql'), {
      certain: false,
      reason: 'the name v2_b/up.sql',
    });
  });

  it('is none of Flyway’s, and none without an up.sql', () => {
    assert.equal(recognized('V1__users.sql', 'V2__b.sql'), null);
    assert.equal(recognized('V1__users: x.sql', 'users: up.sql', 'up.sql'), null);
  });
});

describe('a version', () => {
  for (const [text, version] of [
    ['3', '3'],
    ['003', '3'],
    ['V003', '3'],
    ['0', '0'],
    ['9223372036854775807', '9223372036854775807'],
    ['9223372036854775808', null],
    ['-1', null],
    ['V', null],
    ['three', null],
    ['', null],
  ] as const) {
    it(`${text} is ${version ?? 'none'}`, () => {
      assert.equal(parseVersion(text), version);
    });
  }
});
