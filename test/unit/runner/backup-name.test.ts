import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import { backupName, readBackupName } from '../../../src/runner/backup-name.ts';

const shop = { stem: 'shop', extension: '.db' };
const now = new Date('2025-01-20T13:45:01.987Z');

describe('the name of a backup', () => {
  it('is that of the versioned folders’ own runner', () => {
    assert.equal(
      backupName({ stem: 'telemetry', extension: '.db' }, { before: '12', now, repeat: 1 }),
      'telemetry_pre_v12_20250120_134501.db',
    );
    assert.equal(backupName(shop, { before: null, now, repeat: 1 }), 'shop_20250120_134501.db');
  });

  it('tells everything that it was made of', () => {
    for (const before of [null, '1', '20250120000001', '1_2'])
      for (const repeat of [1, 2, 10])
        for (const stem of ['shop', 'shop_pre_v1', 'my.shop (1)+', 'a/b:c']) {
          const series = { stem, extension: '.dump' };
          const name = backupName(series, { before, now, repeat });
          assert.match(name, /^[^/:]+$/);
          const takenAt = '2025-01-20T13:45:01Z';
          assert.deepEqual(readBackupName(series, name), { takenAt, before, repeat });
        }
  });

  it('is no other file’s', () => {
    for (const name of [
      ...['shop.db', 'shop_20250120.db', 'shop_20250120_134501.db-wal', 'shop_20250120_134501'],
      ...[
        'shopping_20250120_134501.db',
        'shop_pre_v_20250120_134501.db',
        '.shop_20250120_134501.db',
      ],
      ...[
        'shop_20251320_134501.db',
        'shop_pre_v1_20250120_134501_0.db',
        'shop_20250120_134501_x.db',
      ],
      ...[
        'x_shop_20250120_134501.db',
        'shop_20250120_134501.sqlite',
        'shop_old_20250120_134501.db',
      ],
    ])
      assert.equal(readBackupName(shop, name), null, name);
  });
});
