import assert from 'node:assert/strict';
import { test } from 'node:test';
import { crc32 as ofZlib } from 'node:zlib';
import { crc32 } from '../../../src/conventions/crc32.ts';

test('a checksum is the one that zlib has', () => {
  for (const text of ['', 'a', 'app', '123456789', 'größe', '库', 'x'.repeat(1_000)]) {
    assert.equal(crc32(text), ofZlib(text), text);
  }
});
