import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import type { ScaffoldRequest } from '../../../src/conventions/convention.ts';
import { readConfig } from '../../../src/conventions/sqlx/config.ts';
import { discover } from '../../../src/conventions/sqlx/names.ts';
import { renumber, scaffold } from '../../../src/conventions/sqlx/scaffold.ts';
import { StrataError } from '../../../src/core/errors.ts';

const NOW = new Date('2025-03-09T05:07:02.345Z');
const STAMP = '20250309050702';
const PLAIN = readConfig(undefined);

function existing(...names: readonly string[]) {
  return discover(names.map((path) => ({ path, kind: 'file' }))).candidates;
}

function files(there: readonly string[], request: Partial<ScaffoldRequest> = {}, config = PLAIN) {
  const inferred = {
    name: 'add users',
    now: NOW,
    reversible: null,
    numbering: null,
    author: null,
    sql: null,
  };
  return scaffold({ ...inferred, ...request }, existing(...there), config);
}

function names(...parameters: Parameters<typeof files>): string[] {
  return files(...parameters).map(({ path }) => path);
}

describe('a new migration', () => {
  it('is named and filled as sqlx migrate add does it', () => {
    assert.deepEqual(files([]), [
      { path: `${STAMP}_add_users.sql`, content: '-- Add migration script here\n' },
    ]);
    assert.deepEqual(files([], { reversible: true }), [
      { path: `${STAMP}_add_users.up.sql`, content: '-- Add up migration script here\n' },
      { path: `${STAMP}_add_users.down.sql`, content: '-- Add down migration script here\n' },
    ]);
  });

  it('is a pair where the newest is one', () => {
    assert.equal(names(['1_a.sql', '3_b.up.sql', '3_b.down.sql']).length, 2);
    assert.equal(names(['1_a.up.sql', '1_a.down.sql', '3_b.sql']).length, 1);
    assert.equal(names(['3_b.up.sql']).length, 2);
  });

  const numbering: [there: readonly string[], prefix: string, why: string][] = [
    [[], STAMP, 'nothing is there'],
    [['0_a.sql'], '0001', 'the only one is 0'],
    [['1_a.sql'], '0002', 'the only one is 1'],
    [['0001_a.sql', '0002_b.sql'], '0003', 'the newest two differ by one'],
    [['5_a.sql', '9999_b.sql', '10000_c.sql'], '10001', 'the newest two differ by one'],
    [['2_a.sql'], STAMP, 'the only one is 2'],
    [['1_a.sql', '3_b.sql'], STAMP, 'the newest two differ by more'],
    [['20250101000000_a.sql', '20250102000000_b.sql'], STAMP, 'the newest two differ by more'],
  ];
  for (const [there, prefix, why] of numbering) {
    it(`is ${prefix} after ${there.join(', ') || 'nothing'}, since ${why}`, () => {
      assert.equal(names(there)[0]?.split('_')[0], prefix);
    });
  }

  it('is what is asked for, whatever is there', () => {
    assert.deepEqual(names(['0001_a.sql'], { numbering: 'timestamp' }), [`${STAMP}_add_users.sql`]);
    assert.deepEqual(names([], { numbering: 'sequential' }), ['0001_add_users.sql']);
    assert.deepEqual(names(['20250101000000_a.sql'], { numbering: 'sequential' }), [
      '20250101000001_add_users.sql',
    ]);
    assert.deepEqual(names(['1_a.up.sql', '1_a.down.sql'], { reversible: false }), [
      '0002_add_users.sql',
    ]);
  });

  it('is what sqlx.toml asks for', () => {
    const config = readConfig(
      '[migrate.defaults]\nmigration-type = "reversible"\nmigration-versioning = "sequential"\n',
    );
    assert.deepEqual(names(['20250101000000_a.sql', '20250201000000_b.sql'], {}, config), [
      '20250201000001_add_users.up.sql',
      '20250201000001_add_users.down.sql',
    ]);
  });

  it('is newer than all others, also than one of the same second or of the future', () => {
    assert.deepEqual(names([`${STAMP}_a.sql`], { numbering: 'timestamp' }), [
      '20250309050703_add_users.sql',
    ]);
    assert.deepEqual(names(['20990101000000_a.sql'], { numbering: 'timestamp' }), [
      '20990101000001_add_users.sql',
    ]);
  });

  it('keeps what a name may hold', () => {
    assert.deepEqual(names([], { name: 'größe für v1.5-beta' }), [
      `${STAMP}_größe_für_v1.5-beta.sql`,
    ]);
    assert.deepEqual(names([], { name: '  add users ' }), [`${STAMP}_add_users.sql`]);
  });

  for (const name of ['', '  ', 'a/b', 'a\\b', '../a', 'a:b', 'a\nb', 'a?', 'a*', '"a"', 'a|b']) {
    it(`is refused the name ${JSON.stringify(name)}`, () => {
      assert.throws(
        () => files([], { name }),
        (error) => error instanceof StrataError && error.code === 'usage',
      );
    });
  }

  it('is found again as what it was meant to be', () => {
    const made = names(['20250101000000_a.up.sql', '20250101000000_a.down.sql']);
    assert.deepEqual(discover(made.map((path) => ({ path, kind: 'file' }))), {
      candidates: [
        {
          version: STAMP,
          description: 'add users',
          up: `${STAMP}_add_users.up.sql`,
          down: `${STAMP}_add_users.down.sql`,
          metadata: null,
        },
      ],
      problems: [],
    });
  });
});

describe('a fresh version', () => {
  const rename = (paths: readonly string[], ...there: readonly string[]) =>
    renumber(paths, existing(...there), NOW, PLAIN).map(({ from, to }) => `${from} → ${to}`);

  it('is one for both files of a pair', () => {
    const pair = ['1_a.up.sql', '1_a.down.sql'];
    assert.deepEqual(rename(pair, ...pair, '20250101000000_b.sql'), [
      `1_a.up.sql → ${STAMP}_a.up.sql`,
      `1_a.down.sql → ${STAMP}_a.down.sql`,
    ]);
  });

  it('follows the numbers of the others', () => {
    assert.deepEqual(rename(['0002_b.sql'], '0001_a.sql', '0002_b.sql', '0002_c.sql'), [
      '0002_b.sql → 0003_b.sql',
    ]);
  });

  it('is put before a name that has none', () => {
    assert.deepEqual(rename(['seed_data.sql'], '20250101000000_a.sql'), [
      `seed_data.sql → ${STAMP}_seed_data.sql`,
    ]);
  });
});
