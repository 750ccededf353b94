import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import type { ScaffoldRequest } from '../../../src/conventions/convention.ts';
import { discover } from '../../../src/conventions/sections/names.ts';
import { renumber, scaffold } from '../../../src/conventions/sections/scaffold.ts';
import { readSections } from '../../../src/conventions/sections/sections.ts';
import { StrataError } from '../../../src/core/errors.ts';

const NOW = new Date('2025-01-31T12:00:00.900Z');
const PLAIN: ScaffoldRequest = {
  name: 'add users',
  now: NOW,
  reversible: null,
  numbering: null,
  author: null,
  sql: null,
};

function existing(...names: readonly string[]) {
  return discover(names.map((path) => ({ path, kind: 'file' }))).candidates;
}

function created(request: Partial<ScaffoldRequest> = {}, ...there: readonly string[]) {
  const [file, ...others] = scaffold({ ...PLAIN, ...request }, existing(...there));
  assert.ok(file);
  assert.deepEqual(others, []);
  return file;
}

describe('a new migration', () => {
  it('is one file of two sections, named after the time in UTC', () => {
    const { path, content } = created();
    assert.equal(path, '20250131120000_add_users.sql');
    assert.match(content, /^-- UP\n.*\n\n-- DOWN\n.*\n$/);
    assert.deepEqual(readSections(content).flaws, []);
    assert.deepEqual(discover([{ path, kind: 'file' }]).problems, []);
  });

  it('is named as the sections runner names it', () => {
    const { path } = created({ name: '  Add  User\tPreferences ' });
    assert.equal(path, '20250131120000_add_user_preferences.sql');
  });

  it('is newer than all others, also those of the same second and of the future', () => {
    assert.match(created({}, '20250131115959_a.sql').path, /^20250131120000_/);
    assert.match(created({}, '20250131120000_z.sql').path, /^20250131120001_/);
    assert.match(
      created({}, '20990101000000_a.sql', '20240101000000_b.sql').path,
      /^20990101000001_/,
    );
  });

  it('holds the statements that are given', () => {
    const { content } = created({ sql: { up: 'A;\n', down: '\nB;' } });
    assert.equal(content, '-- UP\nA;\n\n-- DOWN\nB;\n');
    const oneWay = created({ sql: { up: 'A;', down: null } }).content;
    assert.equal(oneWay, '-- UP\nA;\n\n-- DOWN\n');
    assert.equal(readSections(oneWay).down?.sql, '');
  });

  it('may be asked to be what it is', () => {
    assert.equal(created({ reversible: true, numbering: 'timestamp' }).path, created().path);
  });

  for (const [what, request, message] of [
    ['without a way back', { reversible: false }, /--simple/],
    ['with a number', { numbering: 'sequential' }, /--sequential/],
    ['without a name', { name: ' ' }, /needs a name/],
    ['in another folder', { name: '../a' }, /cannot be part of a file name/],
  ] as const) {
    it(`is refused ${what}`, () => {
      assert.throws(
        () => created(request),
        (error) =>
          error instanceof StrataError && error.code === 'usage' && message.test(error.message),
      );
    });
  }
});

describe('a fresh timestamp', () => {
  const renamed = (path: string, ...others: readonly string[]) =>
    renumber([path], existing(path, ...others), NOW).map(({ from, to }) => `${from} → ${to}`);

  it('is above all others, and leaves the name', () => {
    assert.deepEqual(renamed('20240101000000_2fa.sql', '20240201000000_b.sql'), [
      '20240101000000_2fa.sql → 20250131120000_2fa.sql',
    ]);
    assert.deepEqual(renamed('20240101000000_a.sql', '20990101000000_b.sql'), [
      '20240101000000_a.sql → 20990101000001_a.sql',
    ]);
  });

  it('is not above the file’s own', () => {
    assert.deepEqual(renamed('20990101000000_a.sql'), [
      '20990101000000_a.sql → 20250131120000_a.sql',
    ]);
  });

  for (const [path, to] of [
    ['seed.sql', '20250131120000_seed.sql'],
    ['001_add users.sql', '20250131120000_add_users.sql'],
    ['V2__a.SQL', '20250131120000_a.sql'],
    ['7.sql', '20250131120000_migration.sql'],
  ] as const) {
    it(`is given to ${path}`, () => {
      assert.deepEqual(renamed(path), [`${path} → ${to}`]);
    });
  }
});
