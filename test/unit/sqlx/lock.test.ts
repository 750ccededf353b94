import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import { lockKey } from '../../../src/conventions/sqlx/convention.ts';
import { sqlx } from '../../../src/conventions/sqlx/index.ts';

const { convention } = await sqlx.configure(new Map(), {});

describe('the lock', () => {
  // The first two were taken from sqlx; the third was computed by Python's zlib.crc32.
  for (const [database, key] of [
    ['mydb', 293176876009260204n],
    ['postgres', 368907709894077238n],
    ['größe', 1581780532360263566n],
  ] as const) {
    it(`of ${database} has sqlx’s key`, () => {
      assert.equal(lockKey(database), key);
      assert.deepEqual(convention.lock('postgres', database), { kind: 'advisory', key });
    });
  }

  it('is none on SQLite', () => {
    assert.equal(convention.lock('sqlite', 'shop.db'), null);
  });

  it('has a key that PostgreSQL takes for a bigint', () => {
    for (let index = 0; index < 1000; index++) {
      const key = lockKey(`database_${index}`);
      assert.equal(BigInt.asIntN(64, key), key);
    }
  });
});
