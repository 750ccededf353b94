import assert from 'node:assert/strict';
import { createHash } from 'node:crypto';
import { describe, it } from 'node:test';
import { checksum, difference } from '../../../src/conventions/sections/checksum.ts';
import { convention } from '../../../src/conventions/sections/convention.ts';
import { load } from '../../../src/conventions/sections/load.ts';
import type { Migration } from '../../../src/core/migration.ts';
import { row } from '../core/states.ts';

/** By `printf … | sha256sum` of GNU coreutils. */
const FROM_A_SHELL: [section: string, sum: string][] = [
  ['CREATE TABLE a (b int);', 'b2264f23d7fbb09d482d37c12866f025d0412d474711da01d57d2bf51e16a0ac'],
  [
    'CREATE TABLE a (b int);\r\nSELECT 1;',
    'dbd738241122bfcd9c8af57e45f9840198a35f2396defb46fc359a9302564792',
  ],
  [
    'CREATE TABLE a (b int);\nSELECT 1;',
    '86a7b219182cd26d750557011c3e6e10c4b1f9960b1850d6c13a76caca214c47',
  ],
  ['größe, ☃, 😀', '23a86dfce316a40919f62214bd83ea4fef01ff8a76d3f93acf7218d8d5d036a3'],
  ['', 'e3b0c44298fc1c149afbf4c8996fb92427ae41e4649b934ca495991b7852b855'],
];

function checksumOfFile(text: string): string | null {
  return migrationOf(text).checksum;
}

function migrationOf(text: string): Migration {
  const path = '20250131120000_a.sql';
  const candidate = { version: path.slice(0, -4), description: 'a', up: path, down: path };
  const contents = new Map([[path, Buffer.from(text)]]);
  return load({ ...candidate, metadata: null }, contents).migration;
}

describe('the checksum', () => {
  for (const [section, sum] of FROM_A_SHELL) {
    it(`of ${JSON.stringify(section)} is the first 16 digits of what sha256sum says`, () => {
      assert.equal(checksum(section), sum.slice(0, 16));
      for (const text of [
        `-- UP\n${section}\n-- DOWN\nDROP TABLE a;\n`,
        `\uFEFF-- UP\r\n\r\n  ${section} \r\n\r\n-- DOWN\r\n`,
        ` -- UP\n${section}`,
      ]) {
        assert.equal(checksumOfFile(text), sum.slice(0, 16), JSON.stringify(text));
      }
    });
  }

  it('of a file that its runner reads differently is the one that the runner records', () => {
    // printf 'A;' | sha256sum; printf -- '-- Why\n\nA;' | sha256sum
    assert.equal(checksumOfFile('-- UP\nA; -- DOWNLOAD\nB;\n-- DOWN\nC;'), sum16('A;'));
    assert.equal(checksumOfFile('-- Why\n-- UP\nA;'), sum16('-- Why\n\nA;'));
  });
});

describe('a checksum that differs', () => {
  const lf = 'CREATE TABLE a (b);\nSELECT 1;';
  const crlf = lf.replaceAll('\n', '\r\n');

  const cases: [now: string, then: string, found: ReturnType<typeof difference>][] = [
    [lf, crlf, 'line-endings'],
    [crlf, lf, 'line-endings'],
    [lf, lf.replace('b', 'c'), 'content'],
    [lf, `${lf} `, 'content'],
  ];
  for (const [now, then, found] of cases) {
    it(`${JSON.stringify(now)}, recorded as ${JSON.stringify(then)}: ${found}`, () => {
      assert.equal(difference(now, sum16(then)), found);
      assert.equal(difference(now, sum64(then)), found);
    });
  }

  it('does not where all of it was recorded', () => {
    const migration = migrationOf(`-- UP\n${lf}`);
    const recorded = (checksum: string | null): boolean =>
      convention('migrations').isRecorded(migration, { ...row('1'), checksum });
    assert.deepEqual([sum16(lf), sum64(lf)].map(recorded), [true, true]);
    assert.deepEqual([sum16(crlf), sum64(crlf), sum64(lf).slice(1), null].map(recorded), [
      ...[false, false, false, false],
    ]);
  });

  it('cannot be told from a record of another length', () => {
    for (const length of [0, 15, 17, 63]) {
      assert.equal(difference(lf, sum64(lf).slice(0, length)), 'corrupt-record');
    }
    assert.equal(difference(lf, `${sum64(lf)}0`), 'corrupt-record');
    assert.equal(difference(lf, null), 'corrupt-record');
  });
});

function sum64(text: string): string {
  return createHash('sha256').update(text).digest('hex');
}

function sum16(text: string): string {
  return sum64(text).slice(0, 16);
}
