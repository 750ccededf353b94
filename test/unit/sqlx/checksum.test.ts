import assert from 'node:assert/strict';
import { createHash } from 'node:crypto';
import { describe, it } from 'node:test';
import { checksum, difference } from '../../../src/conventions/sqlx/checksum.ts';
import { load } from '../../../src/conventions/sqlx/load.ts';

/** By `printf … | sha384sum` of GNU coreutils. */
const FROM_A_SHELL: [what: string, bytes: string, sum: string][] = [
  [
    'nothing',
    '',
    '38b060a751ac96384cd9327eb1b1e36a21fdb71114be07434c0cc7bf63f6e1da274edebfe76f65fbd51ad2f14898b95b',
  ],
  [
    'a line',
    'CREATE TABLE users (id INTEGER);\n',
    '813285c027a6a48bf19954c5d2c10de437a5866510c9d423631682b9ab94f2f7ec4f09a2423f8d73be49200aba16d69d',
  ],
  [
    'a line that ends in CR LF',
    'CREATE TABLE users (id INTEGER);\r\n',
    '64f70b0d84e349235cd98cb3e47ccaa5f23d9890993722e1198808a148228e525f70424cb7545c758992b951b40584ca',
  ],
  [
    'a line after a byte order mark',
    '\uFEFFCREATE TABLE users (id INTEGER);\n',
    'fd554253c6802067b7458493bc9d53ca05c27256f8a20a60eaf0bc6281d673734b30d9b9551e68f1e27313a6c71af9ed',
  ],
  [
    'both',
    '\uFEFFCREATE TABLE users (id INTEGER);\r\n',
    '3f1cfe7df956e44cf52bf94c4becbefca0be5f0106da6ee5ed10f473b83a4c5930a3c7c29c766cff9450c8f586b43136',
  ],
  [
    'letters of two, three and four bytes',
    '-- größe, ☃, 😀\n',
    '4459a60c54cd2c9fdb6da6671184d29409a21b46e06b4df8aeee44b1fc6e32b9d6b7bd0870bae4aa83d52c1b2d3643ff',
  ],
];

function checksumOfFile(bytes: Uint8Array): string | null {
  const candidate = { version: '1', description: 'a', up: '1_a.sql', down: null, metadata: null };
  return load(candidate, new Map([['1_a.sql', bytes]]), []).migration.checksum;
}

describe('the checksum', () => {
  for (const [what, text, sum] of FROM_A_SHELL) {
    it(`of ${what} is what sha384sum says`, () => {
      assert.equal(checksum(text, []), sum);
      assert.equal(checksumOfFile(Buffer.from(text)), sum);
    });
  }

  it('is taken of the file’s bytes as they are', () => {
    // Every character that has a byte sequence of its own, and what text functions like to change.
    const texts = ['\0', 'a\r\rb\n\r', '\uFEFF\uFEFFa', 'e\u0301 \u00e9', '\u2028', ' \t '];
    for (let code = 1; code < 0x11_0000; code += 997) {
      if (code < 0xd800 || code > 0xdfff) texts.push(String.fromCodePoint(code));
    }
    for (const text of texts) {
      const bytes = Buffer.from(text);
      assert.equal(checksumOfFile(bytes), createHash('sha384').update(bytes).digest('hex'), text);
    }
  });

  it('leaves out the characters that sqlx.toml ignores', () => {
    // printf 'CREATETABLEusers(idINTEGER);' | sha384sum
    const bare =
      '6eb20e5ab6939152859cfe5319bea2dd592ce7897221c512f05c9e738dcf6889e9eb7527d70eba7b2afb0601900ce754';
    const ignored = [' ', '\t', '\r', '\n', '\uFEFF'];
    assert.equal(checksum('\uFEFFCREATE TABLE\tusers\r\n  (id INTEGER);\n', ignored), bare);
    assert.notEqual(checksum('CREATE TABLE users (id INTEGER);', ['\r']), bare);
  });
});

describe('a checksum that differs', () => {
  const lf = 'CREATE TABLE a (b);\nSELECT 1;\n';
  const crlf = lf.replaceAll('\n', '\r\n');
  const mark = '\uFEFF';
  const sum = (text: string) => createHash('sha384').update(text).digest('hex');

  const cases: [now: string, then: string, found: ReturnType<typeof difference>][] = [
    [lf, crlf, 'line-endings'],
    [crlf, lf, 'line-endings'],
    [mark + lf, lf, 'byte-order-mark'],
    [lf, mark + lf, 'byte-order-mark'],
    [crlf, mark + crlf, 'byte-order-mark'],
    [mark + crlf, lf, 'line-endings'],
    [lf, mark + crlf, 'line-endings'],
    [lf.replace('\n', '\r\n'), lf, 'line-endings'],
    [lf.trimEnd(), lf, 'content'],
    [`${lf}\n`, lf, 'content'],
    [lf.replace('b', 'c'), lf, 'content'],
    [lf.toLowerCase(), lf, 'content'],
    ['', lf, 'content'],
  ];
  for (const [now, then, found] of cases) {
    it(`${JSON.stringify(now)}, recorded as ${JSON.stringify(then)}: ${found}`, () => {
      assert.equal(difference(now, sum(then), []), found);
    });
  }

  it('cannot be told from a record of the wrong length', () => {
    assert.equal(difference(lf, sum(lf).slice(2), []), 'corrupt-record');
    assert.equal(difference(lf, '', []), 'corrupt-record');
    assert.equal(difference(lf, null, []), 'corrupt-record');
  });

  it('is none in what sqlx.toml ignores', () => {
    assert.equal(checksum(crlf, ['\r']), checksum(lf, ['\r']));
    assert.equal(difference(`${crlf} `, checksum(lf, ['\r']), ['\r']), 'content');
  });
});
