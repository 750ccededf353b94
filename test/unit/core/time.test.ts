import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import { ago, duration, exactly } from '../../../src/core/time.ts';

describe('a time', () => {
  const now = new Date('2025-03-01T12:00:00Z');
  const times: readonly (readonly [string, string])[] = [
    ['2025-03-01T11:59:58.123456Z', 'just now'],
    ['2025-03-01T12:00:30Z', 'just now'],
    ['2025-03-01T11:58:59Z', '1 minute ago'],
    ['2025-03-01T11:00:01Z', '59 minutes ago'],
    ['2025-03-01T10:30:00Z', '1 hour ago'],
    ['2025-02-28T12:00:01Z', '23 hours ago'],
    ['2025-02-28T11:00:00Z', '1 day ago'],
    ['2025-02-08T12:00:00Z', '3 weeks ago'],
    ['2025-01-20T12:00:00Z', '1 month ago'],
    ['2024-02-01T12:00:00Z', '1 year ago'],
    ['2025-03-01T13:00:00.5Z', '2025-03-01T13:00:00.5Z'],
    ['the day before', 'the day before'],
  ];
  for (const [iso, words] of times) {
    it(`${iso} is ${words}`, () => {
      assert.equal(ago(iso, { now, locale: 'en' }), words);
    });
  }

  it('is told in English as ICU would tell it', () => {
    for (const seconds of [60, 119, 120, 3600, 7200, 86_400, 200_000, 7e5, 2e6, 3e6, 4e7, 1e8]) {
      const iso = new Date(now.getTime() - seconds * 1000).toISOString();
      assert.equal(ago(iso, { now, locale: 'en' }), ago(iso, { now, locale: 'en-US' }));
    }
  });

  it('is told in the reader’s language', () => {
    assert.equal(ago('2025-02-28T11:00:00Z', { now, locale: 'de' }), 'vor 1 Tag');
  });

  it('is told exactly, and as it is where it can’t be read', () => {
    const moment = { now, locale: 'en' };
    assert.match(exactly('2025-02-28T11:00:00Z', moment), /2025/);
    assert.equal(exactly('the day before', moment), 'the day before');
  });

  it('that something took has the unit that fits', () => {
    const all = [0.2, 1, 12.9, 999.9, 1000, 59_940, 60_000, 125_500].map(duration);
    assert.deepEqual(all, [
      ...['< 1 ms', '1 ms', '12 ms', '999 ms', '1.0 s', '59.9 s', '1 min 0 s', '2 min 5 s'],
    ]);
  });
});
